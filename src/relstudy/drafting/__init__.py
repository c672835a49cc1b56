"""Drafts of studies: from nothing, from a file of answers, from a form, from another study; and the next wave of one.

A draft is a proposal. What the file says is written as it is; what can only be guessed is written with a comment that
asks the analyst to settle it, and is listed in what the command says. Nothing of a draft is ever overwritten.
"""
