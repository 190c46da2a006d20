# make demo, make test: all they need is Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# with what tests of formats and engines need beside (some 500 MB more)
TESTED := $(VENV)/.tested
# as the commands do: several threads for small matrices only wait for one another
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: install demo test check docs quality bench fuzz train ablation lock clean

install: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) tools/bootstrap.py $(VENV)
	@touch $@

$(TESTED): $(READY) tests/requirements.lock
	@echo "installing what the tests need beside …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@touch $@

demo: $(READY)
	@$(BIN)/python tools/demo.py

test: $(TESTED)
	$(BIN)/python -m pytest -n auto

check: $(TESTED)
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
	$(BIN)/python benchmarks/following.py 100 1000 10000

# spoilt files of every form; what breaks or hangs is named and kept in build/fuzz. With atheris installed half of the time
# is guided by what is reached: .venv/bin/pip install atheris
SECONDS ?= 600
fuzz: $(READY)
	$(BIN)/python tools/fuzz.py $(SECONDS) $$(date +%s)

# the learned reader: about two hours on two cores; goes on where it was interrupted
SENTENCES ?=
LEARN := .venv-train/bin/python training/learn
MADE := build/training
DATA := src/onrecord/data
READING := $(wildcard src/onrecord/extract/*.py src/onrecord/extract/learned/*.py src/onrecord/extract/mending/*.py)
REAL := $(if $(SENTENCES),$(MADE)/real.pkl)

.venv-train/.ready: requirements.lock training/requirements.lock
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --require-hashes -r requirements.lock -r training/requirements.lock
	.venv-train/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

train: $(MADE)/network.pt $(MADE)/relations/relation.onnx
	$(LEARN)/export.py $(MADE)/network.pt --out $(DATA)/model
	cp $(MADE)/relations/relation.onnx $(DATA)/model/
	$(LEARN)/tune.py $(DATA)/model --development training/development --none training/none --worth tests/benchmark/open tests/benchmark/watched
	$(LEARN)/slots.py training/reports --test training/development --out $(DATA)/slots.npz

$(MADE)/resolved: .venv-train/.ready training/learn/sides.py training/learn/pronouns.py $(wildcard training/reports/*.json)
	@mkdir -p $(MADE)
	$(LEARN)/sides.py training/reports --test training/development --out $(DATA)/sides.toml
	$(LEARN)/pronouns.py training/reports --test training/development --out $(DATA)/pronouns.toml
	@touch $@

$(MADE)/train.pkl: $(MADE)/resolved training/learn/examples.py $(READING) $(wildcard training/none/*)
	$(LEARN)/examples.py training/reports --none training/none --out $@

$(MADE)/real.pkl: $(MADE)/resolved training/learn/examples.py $(READING) $(wildcard training/real/*)
	$(LEARN)/examples.py --real training/real --sentences $(SENTENCES) --out $@

$(MADE)/development.pkl: $(MADE)/resolved training/learn/examples.py $(READING)
	$(LEARN)/examples.py training/development --out $@

# real sentences are few beside the others: given twice
$(MADE)/network.pt: $(MADE)/train.pkl $(REAL) $(MADE)/development.pkl training/learn/fit.py training/learn/network.py
	$(LEARN)/fit.py $(MADE)/train.pkl $(REAL) $(REAL) --dev $(MADE)/development.pkl --out $@

$(MADE)/relations/relation.onnx: .venv-train/.ready training/learn/relations.py $(addprefix training/learn/,meanings.py links.py dossier.py) training/relations/pairs.tsv $(wildcard training/links/*.jsonl training/dossiers/*/*)
	$(LEARN)/relations.py training/relations/pairs.tsv --texts training/reports --links training/links --dossiers training/dossiers --out $(MADE)/relations

# after make train SENTENCES=FOLDER; some hours
ablation: .venv-train/.ready
	$(LEARN)/ablation.py src/onrecord/data/model --train $(MADE)/train.pkl --real $(MADE)/real.pkl --development training/development --work $(MADE)/ablation --out docs/ablation.md

# both with the same versions
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group dev --group engines --all-extras pyproject.toml -o tests/requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group dev --extra parquet -c tests/requirements.lock pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 training/requirements.in -o training/requirements.lock

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache
