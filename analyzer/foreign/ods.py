from analyzer.foreign.target import Target
def read_ods(content: bytes) -> Target:
    raise NotImplementedError
