"""The rules of telling: texts and their lengths, channels, what may be sent when."""
