import type { Person } from "./person.ts";

/** What somebody's browser keeps of this site: each text and each run of bytes, with where it is. */
export interface Kept {
	readonly where: string;
	readonly bytes: Buffer;
}

/** Everything: databases, both storages, caches, private files, cookies, and the state of this tab's history. */
export async function everythingKept({ page, context }: Person): Promise<readonly Kept[]> {
	const found = (await page.evaluate(readStorages)).map(({ where, base64 }) => ({
		where,
		bytes: Buffer.from(base64, "base64"),
	}));
	const cookies = await context.cookies();
	return [...found, { where: "cookies", bytes: Buffer.from(JSON.stringify(cookies)) }];
}

/** Where a secret is, in any of the forms in which a program may write one. */
export function placesOf(secret: Uint8Array, kept: readonly Kept[]): readonly string[] {
	const forms = formsOf(Buffer.from(secret));
	return kept.flatMap(({ where, bytes }) =>
		forms.filter(({ text }) => bytes.includes(text)).map(({ form }) => `${where} (${form})`),
	);
}

type Form = "raw" | "hex" | "base64" | "base64url";

function formsOf(secret: Buffer): readonly { readonly form: Form; readonly text: Buffer }[] {
	const texts = (["base64", "base64url"] as const).flatMap((form) =>
		// Within something longer it begins at any of three places of a group.
		[0, 1, 2].map((before) => {
			const text = Buffer.concat([Buffer.alloc(before), secret])
				.toString(form)
				.replaceAll("=", "");
			// The characters at both ends hold bits of what is around.
			const first = Math.ceil((before * 8) / 6);
			const last = Math.floor(((before + secret.length) * 8) / 6);
			return { form, text: Buffer.from(text.slice(first, last)) };
		}),
	);
	const hex = secret.toString("hex");
	return [
		{ form: "raw", text: secret },
		...[hex, hex.toUpperCase()].map((text) => ({ form: "hex" as const, text: Buffer.from(text) })),
		...texts,
	];
}

/** Runs in the page. */
async function readStorages(): Promise<{ readonly where: string; readonly base64: string }[]> {
	const found: { where: string; base64: string }[] = [];
	const keep = (where: string, bytes: Uint8Array) => void found.push({ where, base64: bytes.toBase64() });

	/** Whatever is structured, to its leaves. */
	const walk = async (where: string, value: unknown): Promise<void> => {
		if (value === null || value === undefined) return;
		if (value instanceof ArrayBuffer) return keep(where, new Uint8Array(value));
		if (ArrayBuffer.isView(value)) return keep(where, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
		if (value instanceof Blob) return keep(where, new Uint8Array(await value.arrayBuffer()));
		if (value instanceof CryptoKey) throw new Error(`${where} is a key of the browser, which this cannot read`);
		if (typeof value !== "object") return keep(where, new TextEncoder().encode(String(value)));
		if (Array.isArray(value) && value.every((each) => Number.isInteger(each) && each >= 0 && each < 256))
			keep(where, Uint8Array.from(value as number[]));
		const entries = value instanceof Map || value instanceof Set ? [...value.entries()] : Object.entries(value);
		for (const entry of entries) for (const each of entry) await walk(where, each);
	};

	for (const { name, version } of await indexedDB.databases()) {
		if (name === undefined) continue;
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			const opening = indexedDB.open(name, version);
			opening.onsuccess = () => resolve(opening.result);
			opening.onerror = () => reject(opening.error);
		});
		for (const store of database.objectStoreNames) {
			const all = (what: "getAll" | "getAllKeys") =>
				new Promise<unknown[]>((resolve, reject) => {
					const asking = database.transaction(store).objectStore(store)[what]();
					asking.onsuccess = () => resolve(asking.result);
					asking.onerror = () => reject(asking.error);
				});
			await walk(`indexedDB ${name} ${store}`, await all("getAllKeys"));
			await walk(`indexedDB ${name} ${store}`, await all("getAll"));
		}
		database.close();
	}
	await walk("localStorage", { ...localStorage });
	await walk("sessionStorage", { ...sessionStorage });
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			const where = `cache ${name} ${request.url}`;
			const response = await cache.match(request);
			await walk(where, [request.url, [...request.headers], [...(response?.headers ?? [])], await response?.blob()]);
		}
	}
	const files = async (where: string, folder: FileSystemDirectoryHandle): Promise<void> => {
		for await (const [name, handle] of folder) {
			await walk(where, name);
			if (handle instanceof FileSystemFileHandle) await walk(`${where}/${name}`, await handle.getFile());
			else await files(`${where}/${name}`, handle as FileSystemDirectoryHandle);
		}
	};
	await files("files", await navigator.storage.getDirectory());
	await walk("history", history.state);
	return found;
}
