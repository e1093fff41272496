import type { DateTime } from "@parallax/protocol";
import type { FileStorage } from "../storage/fileStorage.ts";
import type { EntryStore } from "./local/entryStore.ts";
import { reconfine } from "./manifest/confinement.ts";
import { isFolder } from "./manifest/localFolder.ts";
import type { PreventSyncPattern } from "./name/preventSync.ts";

const PAGE = 1000;

/**
 * Filters every stored folder by a pattern that is not the one of the last time; an interrupted pass is made again
 * (workspace-data.md §13.1). To be done before any entry is used.
 */
export async function applyPattern(
	storage: FileStorage,
	store: EntryStore,
	pattern: PreventSyncPattern,
	now: () => DateTime,
): Promise<void> {
	const text = pattern.globs.join("\n");
	const stored = await storage.pattern();
	if (stored?.applied && stored.text === text) return;
	await storage.setPattern({ text, applied: false });
	for await (const page of store.pages(PAGE)) {
		const changed = page.filter(isFolder).flatMap((folder) => {
			const filtered = reconfine(folder, pattern, now());
			return filtered === folder ? [] : [filtered];
		});
		if (changed.length > 0) await store.put(changed);
	}
	await storage.setPattern({ text, applied: true });
}
