/**
 * The variant of RFC 5322 `addr-spec` of types.md §2.5.1, as one pass without backtracking: each rule eats what it can
 * from the current position, so that the time is linear in the length of the text.
 */
export function isEmailAddress(text: string): boolean {
	return new Parser(text).address();
}

const RUN = /[A-Za-z0-9!#$%&'*+/=?^_`{|}~]/;
const WSP = /[ \t]/;

/** The control characters that quoted forms may hold: all but NUL, tab, LF and CR. */
function isControl(char: string): boolean {
	const code = char.charCodeAt(0);
	return (code > 0 && code < 0x20 && !"\t\n\r".includes(char)) || code === 0x7f;
}

/** The printable ASCII characters, space apart. */
function isVisible(char: string): boolean {
	return char >= "!" && char <= "~";
}

class Parser {
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	address(): boolean {
		return (
			this.#part(() => this.#quoted()) && this.#eat("@") && this.#part(() => this.#literal()) && this.#peek() === ""
		);
	}

	#peek(): string {
		return this.#text[this.#at] ?? "";
	}

	#eat(char: string): boolean {
		if (this.#peek() !== char) return false;
		this.#at++;
		return true;
	}

	/** A dot-atom, or the other form of this side of the address when the dot-atom cannot start here. */
	#part(other: () => boolean): boolean {
		const start = this.#at;
		if (this.#dotAtom()) return true;
		this.#at = start;
		return other();
	}

	#dotAtom(): boolean {
		this.#whiteSpace();
		if (!this.#run()) return false;
		for (;;) {
			const joint = this.#at;
			if (this.#eat(".")) {
				this.#commentsAndSpace();
				if (!this.#run()) return false;
			} else if (this.#eat("-")) {
				while (this.#eat("-"));
				if (!this.#run()) return false;
			} else {
				this.#at = joint;
				this.#whiteSpace();
				return true;
			}
		}
	}

	#whiteSpace(): void {
		if (WSP.test(this.#peek())) this.#at++;
	}

	#run(): boolean {
		const start = this.#at;
		while (RUN.test(this.#peek())) this.#at++;
		return this.#at > start;
	}

	#quoted(): boolean {
		this.#commentsAndSpace();
		if (!this.#eat('"')) return false;
		for (;;) {
			this.#foldingSpace();
			if (this.#eat('"')) break;
			if (!this.#escape() && !this.#plainChar('"\\')) return false;
		}
		this.#commentsAndSpace();
		return true;
	}

	#literal(): boolean {
		this.#commentsAndSpace();
		if (!this.#eat("[")) return false;
		for (;;) {
			this.#foldingSpace();
			if (this.#eat("]")) break;
			if (!this.#plainChar("[]\\")) return false;
		}
		this.#commentsAndSpace();
		return true;
	}

	/** One visible or control character, except those of `reserved`. */
	#plainChar(reserved: string): boolean {
		const char = this.#peek();
		if (!isControl(char) && !(isVisible(char) && !reserved.includes(char))) return false;
		this.#at++;
		return true;
	}

	/** A backslash and the ASCII character, of any kind, that it protects. */
	#escape(): boolean {
		if (this.#peek() !== "\\" || !(this.#text.charCodeAt(this.#at + 1) <= 0x7f)) return false;
		this.#at += 2;
		return true;
	}

	/** White space, folded over two lines at most; the CRLF counts only when white space follows it. */
	#foldingSpace(): void {
		while (WSP.test(this.#peek())) this.#at++;
		if (!this.#text.startsWith("\r\n", this.#at) || !WSP.test(this.#text[this.#at + 2] ?? "")) return;
		this.#at += 2;
		while (WSP.test(this.#peek())) this.#at++;
	}

	#commentsAndSpace(): void {
		let start: number;
		do {
			this.#foldingSpace();
			start = this.#at;
		} while (this.#comment());
		this.#at = start;
	}

	#comment(): boolean {
		if (!this.#eat("(")) return false;
		let depth = 1;
		while (depth > 0) {
			this.#foldingSpace();
			if (this.#eat("(")) depth++;
			else if (this.#eat(")")) depth--;
			else if (!this.#escape() && !this.#plainChar("()\\")) return false;
		}
		return true;
	}
}
