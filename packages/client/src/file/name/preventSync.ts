import type { EntryName } from "@parallax/protocol";

/** What the official programs never synchronize unless told otherwise (workspace-data.md §13.1). */
const DEFAULT_GLOBS =
	"*.tmp\n*.temp\n*.swp\n*~\n.fuse_hidden*\n.directory\n.Trash-*\n.nfs*\n.goutputstream-*\n.DS_Store\n.AppleDouble\n" +
	".LSOverride\n._*\n.DocumentRevisions-V100\n.Spotlight-V100\n.TemporaryItems\n.Trashes\n.VolumeIcon.icns\n" +
	".com.apple.timemachine.donotpresent\n.AppleDB\n.AppleDesktop\nNetwork Trash Folder\nTemporary Items\n.apdisk\n" +
	".fseventsd\n*.*.sb-*-*\nThumbs.db\nThumbs.db:encryptable\nehthumbs.db\nehthumbs_vista.db\n*.stackdump\n" +
	"[Dd]esktop.ini\n$RECYCLE.BIN\n*.lnk\n.~*\n~$*";

/** A line of a patterns file that is not a glob. */
export class InvalidGlob extends Error {
	/** Counted from 1. */
	readonly line: number;

	constructor(line: number, reason: string) {
		super(`line ${line}: ${reason}`);
		this.name = "InvalidGlob";
		this.line = line;
	}
}

const CONTROL: ReadonlyMap<string, string> = new Map([
	["n", "\n"],
	["t", "\t"],
	["r", "\r"],
	["a", "\x07"],
	["b", "\b"],
	["e", "\x1b"],
	["f", "\f"],
	["v", "\v"],
]);

const literal = (character: string) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** Turns one glob into the source of a regular expression, by its characters in order. */
class GlobReader {
	readonly #characters: readonly string[];
	readonly #line: number;
	#at = 0;

	constructor(glob: string, line: number) {
		this.#characters = [...glob];
		this.#line = line;
	}

	regex(): string {
		let source = "";
		while (this.#at < this.#characters.length) source += this.#token();
		return source;
	}

	#token(): string {
		const character = this.#next();
		switch (character) {
			case "*":
				// Several in a row mean the same as one, and cost more the more of them there are.
				while (this.#peek() === "*") this.#at++;
				return "[^\\n]*";
			case "?":
				return "[^/]";
			case "[":
				return this.#class();
			case "{":
				return this.#alternation();
			case "\\":
				return literal(this.#escaped());
			default:
				return literal(character);
		}
	}

	#class(): string {
		const negated = this.#peek() === "!";
		if (negated) this.#at++;
		let items = "";
		let first = true;
		let afterRange = false;
		for (;;) {
			const character = this.#next("a “[” is not closed");
			if (character === "]" && !first) return `[${negated ? "^" : ""}${items}]`;
			const last = this.#peek() === "]";
			if (character === "-" && !first && !last && afterRange) this.#fail("a range follows a range");
			first = false;
			const low = character === "\\" ? this.#escaped() : character;
			afterRange = this.#peek() === "-" && this.#peek(1) !== "]" && this.#peek(1) !== undefined;
			if (!afterRange) {
				items += literal(low);
				continue;
			}
			this.#at++;
			const high = this.#next();
			if (high === "\\") this.#fail("a range ends in an escape");
			if ((low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0)) this.#fail("a range is reversed");
			items += `${literal(low)}-${literal(high)}`;
		}
	}

	#alternation(): string {
		if (this.#peek() === "}") {
			this.#at++;
			return literal("{") + literal("}");
		}
		const choices = [""];
		for (;;) {
			const character = this.#next("a “{” is not closed");
			if (character === "}") return `(?:${choices.join("|")})`;
			if (character === "[") this.#fail("a “[” inside of “{}”");
			if (character === ",") choices.push("");
			else choices.push(choices.pop() + literal(character === "\\" ? this.#escaped() : character));
		}
	}

	#escaped(): string {
		const character = this.#next("a “\\” at the end");
		return CONTROL.get(character) ?? character;
	}

	#peek(ahead = 0): string | undefined {
		return this.#characters[this.#at + ahead];
	}

	#next(missing = "unexpected end"): string {
		const character = this.#characters[this.#at++];
		return character ?? this.#fail(missing);
	}

	#fail(reason: string): never {
		throw new InvalidGlob(this.#line, reason);
	}
}

/** Which names stay on this device: those that any of the globs matches whole (workspace-data.md §13). */
export class PreventSyncPattern {
	/** Two patterns with the same globs are the same; kept beside the manifests, to know when to apply another one to them. */
	readonly globs: readonly string[];
	readonly #regex: RegExp | null;

	private constructor(globs: readonly string[], sources: readonly string[]) {
		this.globs = globs;
		this.#regex = sources.length > 0 ? new RegExp(`^(?:${sources.join("|")})$`, "u") : null;
	}

	/** What a new database starts with. */
	static readonly none = new PreventSyncPattern([], []);
	static readonly default = PreventSyncPattern.parse(DEFAULT_GLOBS);

	/**
	 * One glob per line, trimmed; empty lines and those that start with `#` are skipped.
	 * @throws InvalidGlob, upon which the default list is to be taken.
	 */
	static parse(text: string): PreventSyncPattern {
		const globs: string[] = [];
		const sources: string[] = [];
		for (const [index, line] of text.split("\n").entries()) {
			const glob = line.trim();
			if (glob === "" || glob.startsWith("#")) continue;
			globs.push(glob);
			sources.push(new GlobReader(glob, index + 1).regex());
		}
		return new PreventSyncPattern(globs, sources);
	}

	matches(name: EntryName): boolean {
		return this.#regex?.test(name) ?? false;
	}
}
