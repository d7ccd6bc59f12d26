"""Smaller files of videos and sound, made by ffmpeg where there is one (decision 0063).

`tools` finds and runs the program, `recipes` says what is made, `runs` is the job, `standing` tells
the editor how it went.
"""
