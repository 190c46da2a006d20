"""Lines as annotators see them in their tools, out and in: what they may change of a line, and the files of brat and UIMA."""
