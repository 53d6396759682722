"""Random expressions with the placeholders they need, and ways to spoil them."""

from differential.values import OF_TYPE

NAMES = ["s", "n", "b", "bo", "nu", "l", "m", "ss", "ns", "bs", "absent", "m.a", "m.l[0]", "m.l", "m.n", "m.absent", "l[0]",
         "l[2].x", "l[9]", "s.x", "n[0]", "#p", "m.#p", "pk"]
SPOILED_NAMES = ["status", "Size", "ttl", "#undefined", "l[99999999999]", "a-b", "_a", "1a", "m..a", "l[x]", "l[-1]"]
COMPARATORS = ["=", "<>", "<", "<=", ">", ">="]
SPOILED_TEXTS = ["", " ", "(", ")", "a", "a =", "= :n", "AND", "SET", "SET ", "a = b = c", "a + :n", "$", "a = 5", "a = 'x'", "((a = :n))",
                 "NOT", "a IN ()", "a BETWEEN :n", "size(a)", "SET a", "REMOVE", "ADD a", "foo(a)", "a;", "a = :n AND",
                 "SET a = :n SET b = :n", "a,", "a,,b", "a b", "[0]", "a[0", "a.[0]", "a. = :n", "REMOVE a.", "a = : n", "a # b", "\t", "a == :n", "a != :n", "!a"]


class Writer:
    """Writes expressions, and collects the placeholders that they use."""

    def __init__(self, random):
        self.random = random
        self.names = {}
        self.values = {}

    def pick(self, things):
        return self.random.choice(things)

    def name(self, spoil=0.05):
        name = self.pick(SPOILED_NAMES) if self.random.random() < spoil else self.pick(NAMES)
        if "#p" in name:
            self.names["#p"] = self.pick(["s", "a", "status", "a.b", "absent"])
        return name

    def value(self, kinds=None):
        if self.random.random() < 0.02:
            return ":undefined"
        kind = self.pick(kinds or list(OF_TYPE))
        placeholder = ":" + kind.lower()
        self.values[placeholder] = OF_TYPE[kind]
        return placeholder

    def operand(self, kinds=None):
        roll = self.random.random()
        if roll < 0.45:
            return self.name()
        if roll < 0.9:
            return self.value(kinds)
        if roll < 0.97:
            return f"size({self.name()})"
        return self.pick([f"({self.name()})", f"foo({self.name()})", f"size({self.value()})", f"size(size({self.name()}))",
                          f"attribute_exists({self.name()})"])

    def condition(self, depth=0):
        roll = self.random.random()
        if depth < 3 and roll < 0.25:
            word = self.pick(["AND", "OR", "and", "Or"])
            return f"{self.condition(depth + 1)} {word} {self.condition(depth + 1)}"
        if depth < 3 and roll < 0.35:
            return self.pick(["NOT {}", "({})", "NOT ({})", "(({}))"]).format(self.condition(depth + 1))
        return self.predicate()

    def predicate(self):
        forms = [
            lambda: f"{self.operand()} {self.pick(COMPARATORS)} {self.operand()}",
            lambda: f"{self.name()} {self.pick(COMPARATORS)} {self.value(['S', 'N', 'B'])}",
            lambda: f"{self.operand(['N'])} BETWEEN {self.operand(['N', 'S'])} AND {self.operand(['N', 'S'])}",
            lambda: f"{self.operand()} IN ({', '.join(self.operand() for _ in range(self.random.randint(1, 3)))})",
            lambda: f"attribute_exists({self.name()})",
            lambda: f"attribute_not_exists({self.name()})",
            lambda: f"attribute_type({self.name()}, {self.type_name()})",
            lambda: f"begins_with({self.operand(['S', 'B', 'N'])}, {self.operand(['S', 'B', 'N'])})",
            lambda: f"contains({self.operand()}, {self.operand()})",
            lambda: f"{self.pick(['contains', 'begins_with', 'size', 'attribute_exists', 'attribute_type', 'foo'])}"
                    f"({', '.join(self.operand() for _ in range(self.random.randint(1, 3)))})",
        ]
        return self.pick(forms)()

    def type_name(self):
        self.values[":t"] = self.pick([{"S": "S"}, {"S": "N"}, {"S": "SS"}, {"S": "NULL"}, {"S": "x"}, {"N": "1"}, {"S": ""}])
        return ":t"

    def sum(self):
        forms = [
            lambda: self.value(),
            lambda: self.name(),
            lambda: f"{self.name()} {self.pick('+-')} {self.value(['N', 'N', 'S'])}",
            lambda: f"{self.value(['N'])} {self.pick('+-')} {self.name()}",
            lambda: f"if_not_exists({self.name()}, {self.value()})",
            lambda: f"if_not_exists({self.name()}, {self.value(['N'])}) + {self.value(['N'])}",
            lambda: f"list_append({self.name()}, {self.value(['L', 'L', 'S'])})",
            lambda: f"list_append({self.value(['L'])}, if_not_exists({self.name()}, {self.value(['L'])}))",
            lambda: f"{self.pick(['size', 'list_append', 'if_not_exists', 'foo', 'contains'])}({self.operand()})",
        ]
        return self.pick(forms)()

    def update(self):
        sections = self.random.sample(["SET", "REMOVE", "ADD", "DELETE"], self.pick([1, 1, 2, 3]))
        if self.random.random() < 0.03:
            sections.append(sections[0])
        return " ".join(self.section(kind) for kind in sections)

    def section(self, kind):
        count = self.pick([1, 1, 2])
        if kind == "SET":
            return "SET " + ", ".join(f"{self.name()} = {self.sum()}" for _ in range(count))
        if kind == "REMOVE":
            return "REMOVE " + ", ".join(self.name() for _ in range(count))
        kinds = ["N", "SS", "NS", "BS", "S", "L"] if kind == "ADD" else ["SS", "NS", "BS", "N"]
        return f"{kind} " + ", ".join(f"{self.name()} {self.value(kinds)}" for _ in range(count))

    def projection(self):
        return ", ".join(self.name() for _ in range(self.pick([1, 1, 2, 3])))

    def spoiled(self, text):
        """A text that is likely wrong: another one, or this one with a token lost, doubled or exchanged."""
        tokens = text.split(" ")
        at = self.random.randrange(len(tokens))
        roll = self.random.randrange(4)
        if roll == 0:
            return self.pick(SPOILED_TEXTS)
        if roll == 1:
            return " ".join(tokens[:at] + tokens[at + 1:])
        if roll == 2:
            return " ".join(tokens[:at] + [tokens[at]] + tokens[at:])
        return " ".join(tokens[:at] + [self.pick(["=", "AND", "(", ")", ",", "SET", ":n", "x", "+", "#", "status"])] + tokens[at + 1:])
