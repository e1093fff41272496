import { useSyncExternalStore } from "react";
import { useFormat } from "../i18n/format.ts";
import { useT } from "../i18n/i18n.ts";

const MINUTE_MS = 60_000;

/** How long ago something was, which goes on as time does; the whole date as a tooltip. */
export function Ago({ on, short = false }: { readonly on: number; readonly short?: boolean }) {
	const t = useT();
	const { fullDate } = useFormat();
	const ago = useAgo();
	return (
		<time dateTime={new Date(on).toISOString()} title={fullDate(on)} className="px-numeric">
			{short && Date.now() - on < MINUTE_MS ? t("common.date.now") : ago(on)}
		</time>
	);
}

/** `ago` of `useFormat`, for who draws it in a sentence; draws again each minute. */
export function useAgo(): (on: number) => string {
	useMinute();
	return useFormat().ago;
}

/** Which minute it is. Whoever uses it is drawn again in the next. */
function useMinute(): number {
	return useSyncExternalStore(onMinute, () => Math.floor(Date.now() / MINUTE_MS));
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for the whole page. */
function onMinute(listener: () => void): () => void {
	listeners.add(listener);
	timer ??= setInterval(() => {
		for (const tell of listeners) tell();
	}, MINUTE_MS);
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0) return;
		clearInterval(timer);
		timer = undefined;
	};
}
