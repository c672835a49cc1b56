"""Readers of the definitions of a study: study.toml, registers, questionnaire and waves, into the types of `survey/`."""
