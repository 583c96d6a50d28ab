"""Passwords that everybody tries first: the long ones of the usual lists, and those of Chinese sites."""

_LISTED = """
password password1 password12 password123 passw0rd p@ssw0rd p@ssword passwordpassword
12345678910 123456789a a123456789 a12345678 12345678a 1234567890a 123456789q q123456789 1234567a
abc12345 abc123456 abcd1234 abcd12345 a1b2c3d4 aa123456 aaa123456 aa12345678 123456aa 123456abc
qq123456 qq123456789 123456qq w123456789 z123456789 zz123456 asd123456 zxc123456 123456asd 123qweasd
123123123 123123456 123456123 12341234 11223344 1122334455 112233445566 123321123 789456123 147258369
741852963 159357123 987654321 9876543210 0987654321 1234554321 12344321 123454321 01234567890 88888888a
5201314520 52013145 520131400 5211314521 1314520520 woaini1314 woaini520 woaini123 woaini521 5201314a
qwertyui qwertyuiop qwerty123 qwerty12345 qwer1234 1qaz2wsx 1q2w3e4r 1q2w3e4r5t q1w2e3r4 qazwsxedc
asdfghjk asdfghjkl zxcvbnm123 asdf1234 zaq12wsx 1qazxsw2 qweasdzxc 1q2w3e4r5t6y abcdefgh1
iloveyou iloveyou1 sunshine princess football baseball superman michael1 welcome1 welcome123 letmein1
admin123 admin888 admin1234 administrator root1234 test1234 testtest guest123 changeme default1 user1234
zhuanshengben zhuansheng zhuanshengben123 zsb123456 zsb12345678 benke123 benke123456 xuesheng student1
student123 gaokao123 gaokao2024 gaokao2025 gaokao2026 daxue123 shangan123 shangan2024 shangan2025 chongqing
chongqing1 chongqing123 zhongguo zhongguo123 zhangsan zhangsan123 woshishui dearbook computer internet
a1234567890 aaaaaaa1 1a2b3c4d 1234abcd 12345abc 1234qwer 123456qwe qwe123456 qweqwe123 147852369 135792468
1357924680 102030405060 19901990 20002000 20012001 20022002 20032003 20042004 20052005 20062006
"""

COMMON = frozenset(_LISTED.split())
"""Lower case, eight characters or more; runs and repetitions are refused by rule."""
