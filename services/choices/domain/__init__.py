"""The rules of choices: what a filing may say and when it counts. Standard library and shared.kernel only."""
