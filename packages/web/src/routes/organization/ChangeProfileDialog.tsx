import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useState } from "react";
import type { ActionOutcome, User } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { ChoiceCards } from "../../design/Choice.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Note, Progress } from "../../design/Feedback.tsx";
import { PROFILE_ICONS } from "../../design/Identity.tsx";
import { toast } from "../../design/Toast.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useNeedsServer } from "../session/sessionStatus.ts";
import { isUnreachable, useRefusal } from "./outcomeText.ts";
import { People } from "./People.tsx";
import { ResultsDialog } from "./ResultsDialog.tsx";

type NewProfile = "ADMIN" | "STANDARD";
const NEW_PROFILES = ["ADMIN", "STANDARD"] as const satisfies readonly NewProfile[];

interface Result {
	readonly user: User;
	readonly outcome: ActionOutcome;
}

/** Administrator or Standard, for one or many; nobody becomes External or ceases to be (web-app.md §14.5). */
export function ChangeProfileDialog({
	users,
	onClose,
}: {
	readonly users: readonly User[];
	readonly onClose: () => void;
}) {
	const t = useT();
	const { list } = useFormat();
	const { session } = useSession();
	const needsServer = useNeedsServer();
	const [profile, setProfile] = useState<NewProfile | null>(null);
	const [done, setDone] = useState<number | null>(null);
	const [results, setResults] = useState<readonly Result[] | null>(null);
	const nameOf = (user: User) => user.name ?? t("common.anonymous");

	const externals = users.filter((user) => user.profile === "OUTSIDER");
	const changeable = users.filter((user) => user.profile !== "OUTSIDER");
	const only = changeable.length === 1 ? changeable[0] : undefined;
	const busy = done !== null;

	async function change(whom: readonly User[]): Promise<void> {
		if (profile === null) return;
		const outcomes = new Map(results?.map((result) => [result.user.id, result]));
		for (const [index, user] of whom.entries()) {
			setDone(index);
			const outcome: ActionOutcome =
				user.profile === profile ? { status: "already-done" } : await session.updateProfile(user.id, profile);
			outcomes.set(user.id, { user, outcome });
		}
		setDone(null);
		const all = [...outcomes.values()];
		if (all.some(({ outcome }) => outcome.status !== "ok" && outcome.status !== "already-done")) return setResults(all);
		const shown = t(`common.profile.${profile}`);
		toast(
			"ok",
			only
				? t("organization.change.done", { name: nameOf(only), profile: shown })
				: t("organization.change.doneMany", { count: all.length, profile: shown }),
		);
		onClose();
	}

	if (results && profile)
		return (
			<Results
				results={results}
				profile={profile}
				busy={busy}
				onRetry={(failed) => void change(failed)}
				onClose={onClose}
			/>
		);
	const progress = t("organization.change.doing", { done: (done ?? 0) + 1, total: changeable.length });
	return (
		<Dialog
			title={
				only && users.length === 1
					? t("organization.change.titleOf", { name: nameOf(only) })
					: t("organization.change.title")
			}
			sticky={busy}
			onClose={onClose}
			onSubmit={() => {
				if (profile !== null && !busy && needsServer === undefined) void change(changeable);
			}}
			footer={
				<>
					<Button variant="ghost" onPress={onClose} disabled={busy}>
						{t("common.cancel")}
					</Button>
					<Button type="submit" variant="primary" busy={busy} disabled={profile === null} disabledReason={needsServer}>
						{t("organization.change.confirm")}
					</Button>
				</>
			}
		>
			<People users={changeable} />
			{externals.length > 0 ? (
				<Note kind="waiting">
					{t("organization.change.externals", { count: externals.length, names: list(externals.map(nameOf)) })}
				</Note>
			) : null}
			<ChoiceCards<NewProfile>
				label={t("organization.change.choice")}
				value={profile}
				onChange={setProfile}
				choices={NEW_PROFILES.map((value) => {
					const Icon = PROFILE_ICONS[value];
					return {
						value,
						icon: <Icon size={18} stroke={1.75} aria-hidden="true" />,
						name: t(`common.profile.${value}`),
						description: t(`common.profileMay.${value}`),
						forbidden: only?.profile === value ? t("organization.change.current") : undefined,
					};
				})}
			/>
			{busy && changeable.length > 1 ? (
				<div className="px-doing" role="status">
					<span className="px-hint">{progress}</span>
					<Progress value={((done ?? 0) / changeable.length) * 100} label={progress} />
				</div>
			) : null}
		</Dialog>
	);
}

/** When it did not work for everybody: person by person. */
function Results({
	results,
	profile,
	busy,
	onRetry,
	onClose,
}: {
	readonly results: readonly Result[];
	readonly profile: NewProfile;
	readonly busy: boolean;
	readonly onRetry: (failed: readonly User[]) => void;
	readonly onClose: () => void;
}) {
	const t = useT();
	const refusal = useRefusal();
	const shown = t(`common.profile.${profile}`);
	const done = results.filter(({ outcome }) => outcome.status === "ok" || outcome.status === "already-done").length;
	const unreached = results.filter(({ outcome }) => isUnreachable(outcome)).map(({ user }) => user);
	return (
		<ResultsDialog
			title={t("organization.change.results", { done, total: results.length })}
			busy={busy}
			unreached={unreached.length}
			onRetry={() => onRetry(unreached)}
			onClose={onClose}
		>
			{results.map(({ user, outcome }) => {
				const good = outcome.status === "ok" || outcome.status === "already-done";
				const Icon = good ? IconCircleCheck : IconCircleX;
				return (
					<li key={user.id} className="px-result">
						<Icon size={20} stroke={1.6} aria-hidden="true" data-kind={good ? "ok" : "bad"} />
						<span className="px-grow">
							<b className="px-ellipsis">{user.name ?? t("common.anonymous")}</b>
							<span className="px-hint">
								{outcome.status === "ok"
									? t("organization.change.changed", { profile: shown })
									: outcome.status === "already-done"
										? t("organization.change.already", { profile: shown })
										: refusal(outcome)}
							</span>
						</span>
					</li>
				);
			})}
		</ResultsDialog>
	);
}
