import { useState } from "react";
import type { HostView, UserProfile } from "../../core/api.ts";
import { useOrganization } from "../../core/session.tsx";
import { Button } from "../../design/Button.tsx";
import { ChoiceCards } from "../../design/Choice.tsx";
import { Note } from "../../design/Feedback.tsx";
import { TextField } from "../../design/Field.tsx";
import { PROFILE_ICONS } from "../../design/Identity.tsx";
import { useEntryRules } from "../../entries/rules.ts";
import { useT } from "../../i18n/i18n.ts";
import type { HostActions } from "./HostRoom.tsx";

const PROFILES: readonly UserProfile[] = ["OUTSIDER", "STANDARD", "ADMIN"];

/** What the guest gave, for the host to correct and confirm; no profile is chosen for them. */
export function UserDetails({
	view,
	actions,
}: {
	readonly view: Extract<HostView, { readonly step: "details" }>;
	readonly actions: HostActions;
}) {
	const t = useT();
	const rules = useEntryRules();
	const organization = useOrganization();
	const [name, setName] = useState(view.name);
	const [profile, setProfile] = useState<UserProfile | null>(null);
	const error = rules.name(name);
	const noOutsiders = organization.data?.server?.outsidersAllowed === false;

	const complete = error === undefined && profile !== null;
	return (
		<form
			className="px-room-paper px-stack"
			data-width="wide"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				if (complete && !view.busy) void actions.approve({ name: name.trim(), profile });
			}}
		>
			<div className="px-room-pair">
				<TextField
					label={t("common.field.name")}
					value={name}
					onChange={setName}
					error={error}
					autoComplete="off"
					readOnly={view.busy}
				/>
				<TextField label={t("common.field.email")} value={view.email} readOnly type="email" />
			</div>
			{view.invitedEmail === null ? null : (
				<Note kind="waiting" alert>
					{t("greeting.details.emailDiffers", { invited: view.invitedEmail })}
				</Note>
			)}
			<ChoiceCards
				label={t("greeting.details.profile")}
				value={profile}
				onChange={(chosen) => {
					if (!view.busy) setProfile(chosen);
				}}
				choices={PROFILES.map((value) => {
					const Icon = PROFILE_ICONS[value];
					return {
						value,
						name: t(`common.profile.${value}`),
						description: t(`common.profileMay.${value}`),
						icon: <Icon size={20} stroke={1.6} aria-hidden="true" />,
						forbidden: value === "OUTSIDER" && noOutsiders ? t("greeting.details.noOutsiders") : undefined,
					};
				})}
			/>
			<Button
				variant="primary"
				size="large"
				block
				type="submit"
				busy={view.busy}
				disabledReason={complete || view.busy ? undefined : t("greeting.details.missing")}
			>
				{t("greeting.details.approve")}
			</Button>
		</form>
	);
}
