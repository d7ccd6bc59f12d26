"""Three-way merging of courses, without a database.

base is the release a province took, theirs the new release, mine the province's course. Course by
course: flatten (`states`), compare (`plans`), decide, put together again (`results`). The same
comparison works on hashes (`fingerprints`), so the ministry foresees what a release would meet
without reading a province's words.
"""
