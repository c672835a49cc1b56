"""The Prefect side of relstudy: runs, names, schedules; thin."""
