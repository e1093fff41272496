/** One expectation: throws when it is not met. The same list runs on Node and in a browser, which has no `node:assert`. */
export interface Case {
	readonly name: string;
	/** Left out where the operation is for both. */
	readonly only?: "node";
	check(): void | Promise<void>;
}

export const hex = (text: string): Uint8Array => Uint8Array.fromHex(text);
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function comparable(value: unknown): string | undefined {
	return JSON.stringify(value, (_, item: unknown) => {
		if (item instanceof Uint8Array) return { bytes: item.toHex() };
		return typeof item === "bigint" ? `${item}n` : item;
	});
}

/** Deep equality of plain values and bytes. */
export function same(actual: unknown, expected: unknown): void {
	if (comparable(actual) !== comparable(expected))
		throw new Error(`expected ${comparable(expected)}, got ${comparable(actual)}`);
}

export function ok(condition: boolean, what: string): void {
	if (!condition) throw new Error(`expected ${what}`);
}

type ErrorClass = new (...args: never[]) => Error;

/** That `call` fails with this very class of error, at once or later. */
export async function refuses(error: ErrorClass, call: () => unknown): Promise<void> {
	let answer: unknown;
	try {
		answer = await call();
	} catch (thrown) {
		if (thrown instanceof error) return;
		throw thrown;
	}
	throw new Error(`expected ${error.name}, got ${comparable(answer)}`);
}

/** That `call` gives an answer, or fails with one of these classes of error. */
export async function answersOrRefuses(errors: readonly ErrorClass[], call: () => unknown): Promise<void> {
	try {
		await call();
	} catch (thrown) {
		if (!errors.some((error) => thrown instanceof error)) throw thrown;
	}
}

/** One case per vector, checked by the function of its `op`; a vector whose `op` nobody checks fails. */
export function vectorCases<V extends { op: string; name: string }>(
	vectors: readonly V[],
	checks: { readonly [Op in V["op"]]: (vector: Extract<V, { op: Op }>) => void | Promise<void> },
	nodeOnly: readonly V["op"][] = [],
): Case[] {
	return vectors.map((vector) => ({
		name: `${vector.op} ${vector.name}`,
		...(nodeOnly.includes(vector.op) ? { only: "node" as const } : {}),
		check: () => {
			const check = checks[vector.op as V["op"]] as ((vector: V) => void | Promise<void>) | undefined;
			if (!check) throw new Error(`no check for ${vector.op}`);
			return check(vector);
		},
	}));
}
