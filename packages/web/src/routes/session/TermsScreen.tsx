import "./session.css";
import { IconExternalLink } from "@tabler/icons-react";
import { useState } from "react";
import type { ActionOutcome, EpochMilliseconds } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { Checkbox } from "../../design/Choice.tsx";
import { Note } from "../../design/Feedback.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useUnreachable } from "../../entries/unreachable.ts";
import { useFormat } from "../../i18n/format.ts";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { inOwnLanguage } from "../../i18n/ownLanguage.ts";
import { useLogOut } from "./useLogOut.ts";

interface TermsScreenProps {
	readonly urls: ReadonlyMap<string, string>;
	readonly updatedOn: EpochMilliseconds;
}

type Refusal = Exclude<ActionOutcome, { readonly status: "ok" }>;

/** The server lets nobody go on who has not accepted its terms (web-app.md §6.4). */
export function TermsScreen({ urls, updatedOn }: TermsScreenProps) {
	const t = useT();
	const format = useFormat();
	const { session, snapshot } = useSession();
	const logOut = useLogOut({ replace: true });
	// The language that was chosen here goes before those of the browser, which may tell the country.
	const chosen = useLanguage();
	const regional = navigator.languages.filter((tag) => tag.startsWith(chosen));
	const url = inOwnLanguage(urls, [...regional, chosen, ...navigator.languages]);
	const [agreed, setAgreed] = useState(false);
	const [busy, setBusy] = useState(false);
	const [refusal, setRefusal] = useState<Refusal | null>(null);

	async function accept(): Promise<void> {
		setBusy(true);
		setRefusal(null);
		const outcome = await session.acceptTerms();
		setBusy(false);
		if (outcome.status !== "ok") setRefusal(outcome);
	}

	return (
		<PlainPage title={t("session.terms.title")} end={<Preferences />}>
			<div className="px-column-head">
				<h1 className="px-title">{t("session.terms.title")}</h1>
				<p className="px-lead">{t("session.terms.text", { server: snapshot.server, date: format.date(updatedOn) })}</p>
			</div>
			<form
				className="px-paper px-form"
				onSubmit={(event) => {
					event.preventDefault();
					if (agreed && !busy) void accept();
				}}
			>
				{refusal ? <RefusalNote refusal={refusal} /> : null}
				{/^https?:\/\//.test(url) ? (
					<a className="px-button" data-variant="quiet" href={url} target="_blank" rel="noreferrer">
						<IconExternalLink size={18} stroke={1.75} aria-hidden="true" />
						{t("session.terms.open")}
					</a>
				) : (
					<Note kind="waiting">{t("session.terms.unreadable", { url })}</Note>
				)}
				<Checkbox isSelected={agreed} onChange={setAgreed}>
					{t("session.terms.agree")}
				</Checkbox>
				<div className="px-form-actions">
					<Button onPress={() => void logOut()}>{t("session.terms.refuse")}</Button>
					<Button type="submit" variant="primary" busy={busy} disabled={!agreed}>
						{t("session.terms.accept")}
					</Button>
				</div>
			</form>
		</PlainPage>
	);
}

function RefusalNote({ refusal }: { readonly refusal: Refusal }) {
	const t = useT();
	const unreachable = useUnreachable();
	return (
		<Note kind="bad" alert>
			{text()}
		</Note>
	);

	function text(): string {
		switch (refusal.status) {
			case "not-allowed":
			case "user-not-found":
			case "user-revoked":
			case "already-done":
				return t("session.terms.refused");
			default:
				return unreachable(refusal);
		}
	}
}
