"""The local launcher behind `./run` and `./test`: one checkout's servers and processes."""
