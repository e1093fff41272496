import { IconCloudOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useInvitations, useOrganization, useSession } from "../../core/session.tsx";
import { CopyButton } from "../../design/CopyButton.tsx";
import { Failure, Note, Skeleton } from "../../design/Feedback.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { useIsAdministrator } from "../session/sessionStatus.ts";
import { OrganizationPage } from "./OrganizationPage.tsx";
import { PROFILES } from "./usersList.ts";

export function InformationPage() {
	return (
		<OrganizationPage tab="information">
			<Information />
		</OrganizationPage>
	);
}

function Information() {
	const t = useT();
	const { number, size, duration } = useFormat();
	const { snapshot } = useSession();
	const administrator = useIsAdministrator();
	const { data: info, isError, refetch } = useOrganization();
	if (isError) return <Failure onRetry={() => void refetch()} />;

	const server = info?.server;
	/** A value of the server: on its way, out of reach, or known. */
	const ofServer = (value: (known: NonNullable<typeof server>) => ReactNode): ReactNode =>
		info === undefined ? (
			<Skeleton width={50} />
		) : server ? (
			value(server)
		) : (
			<span className="px-hint">{t("organization.information.needsServer")}</span>
		);
	const ofCertificates = (value: (known: NonNullable<typeof info>) => number): ReactNode =>
		info === undefined ? <Skeleton width={30} /> : number(value(info));
	// Where External users are not allowed, and nobody is, there is nothing to tell of them.
	const profiles = PROFILES.filter(
		(profile) =>
			profile !== "OUTSIDER" || server?.outsidersAllowed !== false || (info?.activeByProfile.OUTSIDER ?? 0) > 0,
	);

	return (
		<div className="px-information">
			{server === null ? (
				<Note kind="waiting" icon={<IconCloudOff size={18} stroke={1.75} aria-hidden="true" />}>
					{t("organization.information.offline")}
				</Note>
			) : null}
			<Section title={t("organization.information.users")}>
				<Fact name={t("organization.information.active")}>{ofCertificates(({ activeUsers }) => activeUsers)}</Fact>
				{profiles.map((profile) => (
					<Fact key={profile} part name={t(`common.profile.${profile}`)}>
						{ofCertificates(({ activeByProfile }) => activeByProfile[profile])}
					</Fact>
				))}
				<Fact name={t("organization.information.suspended")}>
					{info === undefined ? (
						<Skeleton width={30} />
					) : info.frozenUsers === null ? (
						<span className="px-hint">{t("organization.information.needsServer")}</span>
					) : (
						number(info.frozenUsers)
					)}
				</Fact>
				<Fact name={t("organization.information.revoked")}>{ofCertificates(({ revokedUsers }) => revokedUsers)}</Fact>
				{administrator ? <PendingFact /> : null}
			</Section>
			<Section title={t("organization.information.configuration")}>
				<Fact name={t("organization.information.organization")}>{snapshot.organizationId}</Fact>
				<Fact name={t("organization.information.server")}>
					<span className="px-copied-value">
						<span className="px-code">{snapshot.server}</span>
						<CopyButton size="small" text={snapshot.server} label={t("organization.information.copyServer")} />
					</span>
				</Fact>
				<Fact name={t("organization.information.externals")}>
					{ofServer(({ outsidersAllowed }) =>
						t(outsidersAllowed ? "organization.information.externalsYes" : "organization.information.externalsNo"),
					)}
				</Fact>
				<Fact name={t("organization.information.limit")}>
					{ofServer(({ activeUsersLimit }) =>
						activeUsersLimit === null
							? t("organization.information.limitNone")
							: t("organization.information.limitOf", { limit: number(activeUsersLimit) }),
					)}
				</Fact>
				<Fact name={t("organization.information.deletion")}>
					{ofServer(({ minimumArchivingSeconds }) =>
						minimumArchivingSeconds === 0 ? t("organization.information.immediate") : duration(minimumArchivingSeconds),
					)}
				</Fact>
			</Section>
			<Section title={t("organization.information.storage")} remark={t("organization.information.storageRemark")}>
				<Fact name={t("organization.information.data")}>{ofServer(({ dataBytes }) => size(dataBytes))}</Fact>
				<Fact name={t("organization.information.metadata")}>
					{ofServer(({ metadataBytes }) => size(metadataBytes))}
				</Fact>
				<Fact name={t("organization.information.total")}>
					{ofServer(({ dataBytes, metadataBytes }) => size(dataBytes + metadataBytes))}
				</Fact>
			</Section>
		</div>
	);
}

function PendingFact() {
	const t = useT();
	const { number } = useFormat();
	const { deviceId } = useSession().snapshot;
	const { data } = useInvitations();
	return (
		<Fact name={t("organization.information.pending")}>
			{data === undefined ? (
				<Skeleton width={30} />
			) : data === null ? (
				<span className="px-hint">{t("organization.information.needsServer")}</span>
			) : (
				<Link to="/org/$device/invitations" params={{ device: deviceId }}>
					{number(data.length)}
				</Link>
			)}
		</Fact>
	);
}

function Section({
	title,
	remark,
	children,
}: {
	readonly title: string;
	readonly remark?: string;
	readonly children: ReactNode;
}) {
	return (
		<section className="px-fact-section">
			<h2>{title}</h2>
			<dl>{children}</dl>
			{remark === undefined ? null : <p className="px-hint">{remark}</p>}
		</section>
	);
}

function Fact({
	name,
	part,
	children,
}: {
	readonly name: string;
	/** Of the fact before. */
	readonly part?: boolean;
	readonly children: ReactNode;
}) {
	return (
		<div data-part={part || undefined}>
			<dt>{name}</dt>
			<dd className="px-numeric">{children}</dd>
		</div>
	);
}
