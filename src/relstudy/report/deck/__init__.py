"""The deck: pages of the report as slides, one claim each, with native charts and tables, in the layouts of a template."""
