import { useState } from "react";
import type { HostView, UserProfile } from "../../core/api.ts";
import { entry } from "../../core/names.ts";
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
	const [email, setEmail] = useState(view.email);
	const [profile, setProfile] = useState<UserProfile | null>(null);
	const nameError = rules.name(name);
	const emailError = rules.email(email);
	const invited = view.invitedEmail;
	const noOutsiders = organization.data?.server?.outsidersAllowed === false;

	const complete = nameError === undefined && emailError === undefined && profile !== null;
	return (
		<form
			className="px-room-paper px-stack"
			data-width="wide"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				if (complete && !view.busy) void actions.approve({ name: entry(name), email: entry(email), profile });
			}}
		>
			<div className="px-room-pair">
				<TextField
					label={t("common.field.name")}
					value={name}
					onChange={setName}
					error={nameError}
					autoComplete="off"
					readOnly={view.busy}
				/>
				<TextField
					label={t("common.field.email")}
					type="email"
					value={email}
					onChange={setEmail}
					error={emailError}
					autoComplete="off"
					readOnly={view.busy || invited === null}
					proposal={
						invited === null || email === invited || view.busy
							? undefined
							: { value: invited, label: t("greeting.details.useInvited", { invited }) }
					}
				/>
			</div>
			{invited === null ? null : (
				<Note kind="waiting" alert>
					{t("greeting.details.emailDiffers", { invited })}
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
