"""What candidates are told of choices that they saved and cleared."""

from services.notify.domain.template import DATE, Template

FILING = (
    Template(
        key="filing_changed", title="志愿已保存", variables={"at": DATE},
        sms="您的志愿于{at}保存。如非本人操作，请立即登录我院官网修改密码并核对志愿，或拨打官网公布电话。",
    ),
    Template(
        key="filing_emptied", title="志愿已清空", variables={"at": DATE},
        sms="您的志愿于{at}清空。如非本人操作，请立即登录我院官网修改密码并核对志愿，或拨打官网公布电话。",
    ),
    Template(  # saves and clearings within ten minutes
        key="filing_altered", title="志愿已修改", variables={"at": DATE},
        sms="您的志愿于{at}修改。如非本人操作，请立即登录我院官网修改密码并核对志愿，或拨打官网公布电话。",
    ),
    Template(key="filing_saved", title="{label}志愿已保存", variables={"label": 4, "at": DATE},
             entry="{label}志愿已于{at}保存。请到“信息查看—志愿信息”核对。截止前可以修改，以最后一次保存的内容为准。"),
    Template(key="filing_cleared", title="{label}志愿已清空", variables={"label": 4, "at": DATE},
             entry="{label}志愿已于{at}清空。请到“信息查看—志愿信息”核对。截止前可以重新填报。"),
)
