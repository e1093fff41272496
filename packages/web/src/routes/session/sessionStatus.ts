import type { SessionStatus } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { useT } from "../../i18n/i18n.ts";

/** In a word, for beside a name. */
export function shownStatus({ kind }: SessionStatus): "online" | "offline" | "connecting" | "stopped" {
	return kind === "online" || kind === "offline" || kind === "connecting" ? kind : "stopped";
}

/** Why nothing can be asked of the server now; `undefined` when it can, as far as is known. */
export function useNeedsServer(): string | undefined {
	const t = useT();
	const { status } = useSession().snapshot;
	return status.kind === "online" || status.kind === "connecting" ? undefined : t("common.needsServer");
}

export function useIsAdministrator(): boolean {
	return useSession().snapshot.profile === "ADMIN";
}
