"""The legal library as dated data: who may disclose to whom, for what, from when, by which provision.

Facts with their sources, for people who decide; not legal advice.
"""
