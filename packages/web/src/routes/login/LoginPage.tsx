import "./login.css";
import { IconArrowLeft, IconDevicesX } from "@tabler/icons-react";
import { Link, useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { KnownDevice, LoginOutcome } from "../../core/api.ts";
import { core } from "../../core/core.ts";
import { askForDevices, useKnownDevices } from "../../core/knownDevices.ts";
import { Button } from "../../design/Button.tsx";
import { Disclosure } from "../../design/Disclosure.tsx";
import { Failure, Note, Skeleton } from "../../design/Feedback.tsx";
import { PasswordField } from "../../design/Field.tsx";
import { OrganizationAvatar } from "../../design/Identity.tsx";
import { Impasse } from "../../design/Impasse.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useDeviceOfAddress } from "../../entries/deviceId.ts";
import { useT } from "../../i18n/i18n.ts";

/** Opens one device with its password (web-app.md §6), then goes where one was going. */
export function LoginPage() {
	const t = useT();
	const deviceId = useDeviceOfAddress();
	const { next } = useSearch({ from: "/login/$device" });
	const { devices, failed } = useKnownDevices();
	const device = devices?.find((known) => known.deviceId === deviceId);

	if (failed)
		return (
			<PlainPage title={t("login.loading")} end={<Preferences />} centered>
				<Failure onRetry={() => void askForDevices()} />
			</PlainPage>
		);
	if (!devices) return <Expecting />;
	if (!device) return <UnknownDevice />;
	if (device.open) return <GoOn device={device} next={next} />;
	return <LogIn key={device.deviceId} device={device} next={next} />;
}

interface LoginProps {
	readonly device: KnownDevice;
	readonly next: string | undefined;
}

/** Where one was going, or the first page of the organization. */
function GoOn({ device: { deviceId }, next }: LoginProps) {
	const navigate = useNavigate();
	useEffect(() => {
		if (next) void navigate({ href: next + window.location.hash, replace: true });
		else void navigate({ to: "/org/$device", params: { device: deviceId }, replace: true });
	}, [navigate, next, deviceId]);
	return <Expecting />;
}

type Refusal = Exclude<LoginOutcome["status"], "ok"> | "failed";

function LogIn({ device, next }: LoginProps) {
	const t = useT();
	const form = useRef<HTMLFormElement>(null);
	const [password, setPassword] = useState("");
	const [busy, setBusy] = useState(false);
	const [refusal, setRefusal] = useState<Refusal | null>(device.protection === "other" ? "other-protection" : null);
	const [opened, setOpened] = useState(false);
	const imported = useLocation({ select: ({ state }) => state.imported ?? false });
	const { organizationId, name, email } = device;

	async function logIn(event: FormEvent): Promise<void> {
		event.preventDefault();
		if (password === "" || busy) return;
		setBusy(true);
		setRefusal(null);
		const status = await tryPassword(device, password);
		setBusy(false);
		if (status === "ok") {
			setPassword("");
			setOpened(true);
			return;
		}
		setRefusal(status);
		form.current?.querySelector("input")?.focus();
	}

	if (opened) return <GoOn device={device} next={next} />;
	return (
		<PlainPage title={t("login.title", { organization: organizationId })} end={<Preferences />}>
			<div className="px-login">
				<div className="px-login-head">
					<OrganizationAvatar name={organizationId} size="hero" />
					<div>
						<h1 className="px-title">{organizationId}</h1>
						<p className="px-lead">{t("login.person", { name, email })}</p>
					</div>
				</div>
				<form ref={form} className="px-paper px-form" noValidate onSubmit={(event) => void logIn(event)}>
					{imported && refusal === null ? <Note kind="ok">{t("home.imported.ok")}</Note> : null}
					{refusal !== null && refusal !== "wrong-password" ? <RefusalNote refusal={refusal} /> : null}
					{device.protection === "password" ? (
						<>
							<input type="email" autoComplete="username" value={email} readOnly hidden />
							<PasswordField
								label={t("common.field.password")}
								value={password}
								onChange={(typed) => {
									setPassword(typed);
									if (typed === "") setRefusal(null);
								}}
								autoFocus
								autoComplete="current-password"
								error={refusal === "wrong-password" ? t("login.wrongPassword") : undefined}
							/>
							<Button type="submit" variant="primary" size="large" block busy={busy} disabled={password === ""}>
								{t("login.button")}
							</Button>
							<Disclosure title={t("login.forgotten.title")}>
								<p>{t("login.forgotten.text")}</p>
								<p>{t("login.forgotten.device")}</p>
								<p>{t("login.forgotten.invitation")}</p>
							</Disclosure>
						</>
					) : null}
				</form>
				<AllOrganizations />
			</div>
		</PlainPage>
	);
}

async function tryPassword({ deviceId }: KnownDevice, password: string): Promise<Refusal | "ok"> {
	try {
		return (await (await core()).logIn(deviceId, password)).status;
	} catch {
		return "failed";
	}
}

const REFUSALS = {
	"in-use": "login.inUse",
	"device-damaged": "login.damaged",
	"device-not-found": "login.gone",
	"other-protection": "login.otherProtection",
	failed: "login.failed",
} as const;

function RefusalNote({ refusal }: { readonly refusal: Exclude<Refusal, "wrong-password"> }) {
	const t = useT();
	return (
		<Note kind={refusal === "in-use" || refusal === "other-protection" ? "waiting" : "bad"} alert>
			{t(REFUSALS[refusal])}
		</Note>
	);
}

function AllOrganizations() {
	const t = useT();
	return (
		<Link className="px-button px-login-home" data-variant="ghost" to="/">
			<IconArrowLeft size={18} stroke={1.75} aria-hidden="true" />
			{t("login.home")}
		</Link>
	);
}

function Expecting() {
	const t = useT();
	return (
		<PlainPage title={t("login.loading")} end={<Preferences />}>
			<div className="px-login" aria-busy="true">
				<div className="px-login-head">
					<span className="px-login-initials-place" />
					<span className="px-login-lines">
						<Skeleton width={70} />
						<Skeleton width={100} />
					</span>
				</div>
				<div className="px-paper px-login-form-place" />
			</div>
		</PlainPage>
	);
}

function UnknownDevice() {
	const t = useT();
	const navigate = useNavigate();
	return (
		<Impasse
			icon={<IconDevicesX size={32} stroke={1.35} aria-hidden="true" />}
			title={t("login.unknown.title")}
			next={t("login.unknown.next")}
			end={<Preferences />}
			actions={
				<Button variant="primary" onPress={() => void navigate({ to: "/" })}>
					{t("login.unknown.home")}
				</Button>
			}
		>
			{t("login.unknown.text")}
		</Impasse>
	);
}
