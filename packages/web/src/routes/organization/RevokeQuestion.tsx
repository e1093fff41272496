import { IconArrowBackUp, IconBan, IconDevices } from "@tabler/icons-react";
import { useState } from "react";
import type { ActionOutcome, User } from "../../core/api.ts";
import { useSession } from "../../core/session.tsx";
import { Question } from "../../design/Dialog.tsx";
import { Progress } from "../../design/Feedback.tsx";
import { toast } from "../../design/Toast.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useRefusal } from "./outcomeText.ts";
import { People } from "./People.tsx";

type Refusal = Exclude<ActionOutcome, { status: "ok" | "already-done" | "user-revoked" }>;

/** Consequences first; then one by one, and in one sentence what came of it. */
export function RevokeQuestion({ users, onClose }: { readonly users: readonly User[]; readonly onClose: () => void }) {
	const t = useT();
	const { list } = useFormat();
	const refusal = useRefusal();
	const { session } = useSession();
	const [done, setDone] = useState<number | null>(null);
	const busy = done !== null;
	const only = users.length === 1 ? users[0] : undefined;
	const nameOf = (user: User) => user.name ?? t("common.anonymous");

	async function revoke(): Promise<void> {
		const refused: { readonly user: User; readonly outcome: Refusal }[] = [];
		for (const [index, user] of users.entries()) {
			setDone(index);
			const outcome = await session.revokeUser(user.id);
			// Somebody else did it meanwhile: it is what was wanted.
			if (outcome.status === "ok" || outcome.status === "already-done" || outcome.status === "user-revoked") continue;
			refused.push({ user, outcome });
		}
		const count = users.length - refused.length;
		const [first] = refused;
		if (!first) {
			toast(
				"ok",
				only ? t("organization.revoke.doneOne", { name: nameOf(only) }) : t("organization.revoke.doneMany", { count }),
			);
		} else if (count === 0) {
			toast("bad", t("organization.revoke.none", { reason: refusal(first.outcome) }));
		} else {
			toast(
				"bad",
				t("organization.revoke.some", {
					count,
					done: count,
					total: users.length,
					names: list(refused.map(({ user }) => nameOf(user))),
					reason: refusal(first.outcome),
				}),
			);
		}
		onClose();
	}

	const name = only ? nameOf(only) : "";
	const progress = t("organization.revoke.doing", { done: (done ?? 0) + 1, total: users.length });
	return (
		<Question
			danger
			title={
				only ? t("organization.revoke.titleOne", { name }) : t("organization.revoke.titleMany", { count: users.length })
			}
			busy={busy}
			consequences={[
				{
					icon: <IconBan size={18} stroke={1.75} aria-hidden="true" />,
					text: only ? t("organization.revoke.accessOne", { name }) : t("organization.revoke.accessMany"),
				},
				{
					icon: <IconArrowBackUp size={18} stroke={1.75} aria-hidden="true" />,
					text: only ? t("organization.revoke.undoneOne", { name }) : t("organization.revoke.undoneMany"),
				},
				{
					icon: <IconDevices size={18} stroke={1.75} aria-hidden="true" />,
					text: only ? t("organization.revoke.deviceOne", { name }) : t("organization.revoke.deviceMany"),
				},
			]}
			confirm={t("organization.revoke.confirm")}
			keep={t(only ? "organization.revoke.keepOne" : "organization.revoke.keepMany")}
			onConfirm={revoke}
			onKeep={() => {
				// What has begun is not stopped by closing.
				if (!busy) onClose();
			}}
		>
			<People users={users} />
			{busy && users.length > 1 ? (
				<div className="px-doing" role="status">
					<span className="px-hint">{progress}</span>
					<Progress value={((done ?? 0) / users.length) * 100} label={progress} />
				</div>
			) : null}
		</Question>
	);
}
