"""The driver of the demo: it plays a whole season through public doors and checks what must hold."""
