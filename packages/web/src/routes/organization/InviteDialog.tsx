import {
	IconAlertCircle,
	IconCircleCheck,
	IconCloudOff,
	IconMailOff,
	IconUserCheck,
	type TablerIcon,
} from "@tabler/icons-react";
import { useId, useState } from "react";
import { Label, Text, TextArea, TextField } from "react-aria-components";
import type { InviteOutcome, UserID } from "../../core/api.ts";
import { useInvitations, useSession, useUsers } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { CopyButton } from "../../design/CopyButton.tsx";
import { Dialog, useFocusReturn } from "../../design/Dialog.tsx";
import { Progress } from "../../design/Feedback.tsx";
import { useUnreachable } from "../../entries/unreachable.ts";
import { useT } from "../../i18n/i18n.ts";
import { useNeedsServer } from "../session/sessionStatus.ts";
import { readAddresses } from "./addresses.ts";
import { isUnreachable } from "./outcomeText.ts";
import { ResultsDialog } from "./ResultsDialog.tsx";

interface Result {
	readonly email: string;
	readonly outcome: InviteOutcome;
	/** An invitation of this address was pending before. */
	readonly again: boolean;
}

/** Several addresses at once; then what came of each. */
export function InviteDialog({
	onClose,
	onView,
}: {
	readonly onClose: () => void;
	/** Shows the details of somebody who is a member already. */
	readonly onView: (user: UserID) => void;
}) {
	useFocusReturn();
	const { session } = useSession();
	const invitations = useInvitations().data;
	const [text, setText] = useState("");
	const [progress, setProgress] = useState<{ readonly done: number; readonly total: number } | null>(null);
	const [results, setResults] = useState<readonly Result[] | null>(null);

	async function send(emails: readonly string[]): Promise<void> {
		const pending = new Set(invitations?.map(({ email }) => email.toLowerCase()));
		const outcomes = new Map(results?.map((result) => [result.email, result]));
		for (const [done, email] of emails.entries()) {
			setProgress({ done, total: emails.length });
			const outcome = await session.inviteUser(email);
			outcomes.set(email, { email, outcome, again: pending.has(email.toLowerCase()) });
		}
		setProgress(null);
		setResults([...outcomes.values()]);
	}

	if (results)
		return (
			<InviteResults
				results={results}
				progress={progress}
				onRetry={send}
				onOthers={() => {
					setText("");
					setResults(null);
				}}
				onView={onView}
				onClose={onClose}
			/>
		);
	return <InviteForm text={text} onChange={setText} progress={progress} onSend={send} onClose={onClose} />;
}

type SendProgress = { readonly done: number; readonly total: number } | null;

function InviteForm({
	text,
	onChange,
	progress,
	onSend,
	onClose,
}: {
	readonly text: string;
	readonly onChange: (text: string) => void;
	readonly progress: SendProgress;
	readonly onSend: (emails: readonly string[]) => void;
	readonly onClose: () => void;
}) {
	const t = useT();
	const needsServer = useNeedsServer();
	const heading = useId();
	const parts = readAddresses(text);
	const emails = parts.filter(({ problem }) => problem === null).map(({ text }) => text);
	const leftOut = parts.length - emails.length;
	const busy = progress !== null;
	return (
		<Dialog
			wide
			title={t("organization.invite.title")}
			sticky={busy}
			onClose={onClose}
			onSubmit={() => {
				if (emails.length > 0 && !busy && needsServer === undefined) onSend(emails);
			}}
			footer={
				<>
					<Button variant="ghost" onPress={onClose} disabled={busy}>
						{t("common.cancel")}
					</Button>
					<Button
						type="submit"
						variant="primary"
						busy={busy}
						disabled={emails.length === 0}
						disabledReason={needsServer}
					>
						{emails.length > 1
							? t("organization.invite.sendMany", { count: emails.length })
							: t("organization.invite.send")}
					</Button>
				</>
			}
		>
			<p className="px-secondary">{t("organization.invite.lead")}</p>
			<TextField className="px-field" value={text} onChange={onChange} autoFocus isReadOnly={busy}>
				<Label className="px-label">{t("organization.invite.field")}</Label>
				<div className="px-input px-input-lines">
					<TextArea rows={3} spellCheck="false" autoComplete="off" inputMode="email" />
				</div>
				<Text slot="description" className="px-hint">
					{t("organization.invite.hint")}
				</Text>
			</TextField>
			<div className="px-parts">
				<div className="px-parts-head" role="status" id={heading}>
					<span className="px-grow">
						{parts.length > 0 ? t("organization.invite.addresses", { count: emails.length }) : null}
					</span>
					{leftOut > 0 ? <span>{t("organization.invite.leftOut", { count: leftOut })}</span> : null}
				</div>
				<ul className="px-chips" aria-label={t("organization.invite.parts")}>
					{parts.map((part) => (
						<li key={part.text} className="px-chip" data-bad={part.problem !== null || undefined}>
							{part.problem === null ? (
								<span className="px-ellipsis">
									{part.repeated ? t("organization.invite.repeated", { text: part.text }) : part.text}
								</span>
							) : (
								<>
									<IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
									<span className="px-ellipsis">
										{t("organization.invite.part", {
											text: part.text,
											problem: t(`organization.invite.problem.${part.problem}`),
										})}
									</span>
								</>
							)}
						</li>
					))}
				</ul>
			</div>
			{progress && progress.total > 1 ? <SendingBar {...progress} /> : null}
		</Dialog>
	);
}

function SendingBar({ done, total }: { readonly done: number; readonly total: number }) {
	const t = useT();
	const text = t("organization.invite.doing", { done: done + 1, total });
	return (
		<div className="px-doing">
			<span className="px-hint">{text}</span>
			<Progress value={(done / total) * 100} label={text} />
		</div>
	);
}

function InviteResults({
	results,
	progress,
	onRetry,
	onOthers,
	onView,
	onClose,
}: {
	readonly results: readonly Result[];
	readonly progress: SendProgress;
	readonly onRetry: (emails: readonly string[]) => void;
	readonly onOthers: () => void;
	readonly onView: (user: UserID) => void;
	readonly onClose: () => void;
}) {
	const t = useT();
	const failed = results.filter(({ outcome }) => isUnreachable(outcome)).map(({ email }) => email);
	const busy = progress !== null;
	return (
		<ResultsDialog
			title={useResultsTitle(results)}
			label={t("organization.invite.results.list")}
			busy={busy}
			unreached={failed.length}
			onRetry={() => onRetry(failed)}
			onClose={onClose}
			before={
				<Button variant="ghost" onPress={onOthers} disabled={busy}>
					{t("organization.invite.others")}
				</Button>
			}
		>
			{results.map((result) => (
				<ResultLine key={result.email} result={result} onView={onView} />
			))}
		</ResultsDialog>
	);
}

function useResultsTitle(results: readonly Result[]): string {
	const t = useT();
	const total = results.length;
	const made = results.flatMap(({ outcome }) => (outcome.status === "ok" ? [outcome] : []));
	const sent = made.every(({ email }) => email === "SUCCESS");
	const done = made.length;
	if (done === total) return t(`organization.invite.results.${sent ? "sent" : "created"}`, { count: done });
	return t(`organization.invite.results.${sent ? "sentSome" : "createdSome"}`, { done, total });
}

function ResultLine({ result, onView }: { readonly result: Result; readonly onView: (user: UserID) => void }) {
	const t = useT();
	const users = useUsers().data;
	const unreachable = useUnreachable();
	const { email, outcome, again } = result;
	const { Icon, kind, text } = describe();

	function describe(): { readonly Icon: TablerIcon; readonly kind?: "ok" | "waiting" | "bad"; readonly text: string } {
		if (isUnreachable(outcome)) return { Icon: IconCloudOff, kind: "bad", text: unreachable(outcome) };
		switch (outcome.status) {
			case "ok":
				if (outcome.email === "SUCCESS")
					return {
						Icon: IconCircleCheck,
						kind: "ok",
						text: t(`organization.invite.outcome.${again ? "sentAgain" : "sent"}`),
					};
				return {
					Icon: IconMailOff,
					kind: "waiting",
					text: t(`organization.invite.outcome.${outcome.email === "RECIPIENT_REFUSED" ? "refused" : "unsent"}`),
				};
			case "already-member":
				return { Icon: IconUserCheck, text: t("organization.invite.outcome.member") };
			default:
				return { Icon: IconAlertCircle, kind: "bad", text: t(`organization.invite.outcome.${outcome.status}`) };
		}
	}

	const member =
		outcome.status === "already-member"
			? users?.find((user) => user.revokedOn === null && user.email?.toLowerCase() === email.toLowerCase())
			: undefined;
	return (
		<li className="px-result">
			<Icon size={20} stroke={1.6} aria-hidden="true" data-kind={kind} />
			<span className="px-grow">
				<b className="px-ellipsis" title={email}>
					{email}
				</b>
				<span className="px-hint">{text}</span>
			</span>
			{outcome.status === "ok" && outcome.email !== "SUCCESS" ? (
				<CopyButton words kind="link" text={outcome.link} label={t("organization.invite.copyLink")} />
			) : null}
			{member ? (
				<Button
					variant="ghost"
					size="small"
					label={t("organization.invite.viewOf", { email })}
					onPress={() => onView(member.id)}
				>
					{t("organization.invite.view")}
				</Button>
			) : null}
		</li>
	);
}
