import { useSession } from "../../core/session.tsx";
import { Note } from "../../design/Feedback.tsx";
import { PersonAvatar, ProfileBadge } from "../../design/Identity.tsx";
import { useT } from "../../i18n/i18n.ts";
import { ProfilePage } from "./ProfilePage.tsx";

/** Who one is here, and what that allows. */
export function DetailsTab() {
	const t = useT();
	const { me, profile, organizationId, server } = useSession().snapshot;
	return (
		<ProfilePage tab="details">
			<div className="px-profile-person">
				<PersonAvatar id={me.id} name={me.name} size="meeting" />
				<div className="px-grow">
					<h2 className="px-heading">{me.name}</h2>
					<p className="px-secondary">{me.email}</p>
					<ProfileBadge profile={profile} />
				</div>
			</div>
			<dl className="px-paper px-profile-details">
				<div>
					<dt>{t("profile.details.profile")}</dt>
					<dd>
						{t(`common.profile.${profile}`)}
						<p className="px-secondary">{t(`profile.details.may.${profile}`)}</p>
					</dd>
				</div>
				<div>
					<dt>{t("profile.details.organization")}</dt>
					<dd>{organizationId}</dd>
				</div>
				<div>
					<dt>{t("profile.details.server")}</dt>
					<dd className="px-code">{server}</dd>
				</div>
			</dl>
			<Note>{t("profile.details.change")}</Note>
		</ProfilePage>
	);
}
