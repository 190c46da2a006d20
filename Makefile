# make demo, make test: all they need is Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: install demo test check docs quality bench train ablation lock clean

install: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) tools/bootstrap.py $(VENV)
	@touch $@

demo: $(READY)
	@$(BIN)/python tools/demo.py

test: $(READY)
	$(BIN)/python -m pytest -n auto

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/docs.py --check
	$(BIN)/python tools/readme.py --check
	$(BIN)/python -m onrecord.evaluate --floors tests/benchmark/floors.toml

docs quality: $(READY)
	$(BIN)/python tools/docs.py
	$(BIN)/python tools/readme.py

bench: $(READY)
	$(BIN)/python benchmarks/speed.py

# the learned reader: about two hours on two cores; goes on where it was interrupted
SENTENCES ?=
LEARN := .venv-train/bin/python training/learn
MADE := build/training

.venv-train/.ready: requirements.lock training/requirements.lock
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --require-hashes -r requirements.lock -r training/requirements.lock
	.venv-train/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

train: .venv-train/.ready
	@mkdir -p $(MADE)
	$(LEARN)/sides.py training/reports --test training/development --out src/onrecord/data/sides.toml
	$(LEARN)/pronouns.py training/reports --test training/development --out src/onrecord/data/pronouns.toml
	$(LEARN)/examples.py training/reports --none training/none --out $(MADE)/train.pkl
	$(if $(SENTENCES),$(LEARN)/examples.py --real training/real --sentences $(SENTENCES) --out $(MADE)/real.pkl)
	$(LEARN)/examples.py training/development --out $(MADE)/development.pkl
	$(LEARN)/fit.py $(MADE)/train.pkl $(if $(SENTENCES),$(MADE)/real.pkl) --dev $(MADE)/development.pkl --out $(MADE)/network.pt
	$(LEARN)/export.py $(MADE)/network.pt --out src/onrecord/data/model
	$(LEARN)/relations.py training/relations/pairs.tsv --out src/onrecord/data/model
	$(LEARN)/tune.py src/onrecord/data/model --development training/development --none training/none --worth tests/benchmark/open tests/benchmark/watched

# after make train SENTENCES=FOLDER; some hours
ablation: .venv-train/.ready
	$(LEARN)/ablation.py src/onrecord/data/model --train $(MADE)/train.pkl --real $(MADE)/real.pkl --development training/development --work $(MADE)/ablation --out docs/ablation.md

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group dev pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 training/requirements.in -o training/requirements.lock

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache
