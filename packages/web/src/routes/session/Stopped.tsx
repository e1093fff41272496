import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useSession } from "../../core/session.tsx";
import { Button, type ButtonProps } from "../../design/Button.tsx";
import { Impasse } from "../../design/Impasse.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";
import type { Stop, Way } from "./stop.tsx";
import { useLogOut } from "./useLogOut.ts";

/** In the place of every page, for as long as something stops the session. */
export function Stopped({ stop, onRead }: { readonly stop: Stop; readonly onRead: () => void }) {
	const { icon, title, text, next, kind, detail, ways } = stop;
	return (
		<Impasse
			icon={icon}
			title={title}
			next={next}
			kind={kind ?? "neutral"}
			detail={detail}
			end={<Preferences />}
			actions={ways.map((way, index) => (
				<WayOut key={way} way={way} variant={index === 0 ? "primary" : "quiet"} onRead={onRead} />
			))}
		>
			{text}
		</Impasse>
	);
}

interface WayOutProps extends Pick<ButtonProps, "variant" | "size"> {
	readonly way: Way;
	readonly onRead?: () => void;
}

export function WayOut({ way, onRead, ...look }: WayOutProps) {
	const t = useT();
	const navigate = useNavigate();
	const { session } = useSession();
	const logOut = useLogOut({ replace: true });
	const [busy, setBusy] = useState(false);
	switch (way) {
		case "home":
			return (
				<Button {...look} onPress={() => void navigate({ to: "/", replace: true })}>
					{t("session.home")}
				</Button>
			);
		case "log-out":
			return (
				<Button {...look} onPress={() => void logOut()}>
					{t("session.logOut")}
				</Button>
			);
		case "log-in":
			// The pages of a session that is closed ask for the password by themselves.
			return (
				<Button {...look} onPress={() => void session.logOut()}>
					{t("session.logInAgain")}
				</Button>
			);
		case "reload":
			return (
				<Button {...look} onPress={() => location.reload()}>
					{t("common.crash.reload")}
				</Button>
			);
		case "retry":
			return (
				<Button
					{...look}
					busy={busy}
					onPress={() => {
						setBusy(true);
						void session.tryAgain().finally(() => setBusy(false));
					}}
				>
					{t("common.tryAgain")}
				</Button>
			);
		case "read":
			return (
				<Button {...look} {...(onRead ? { onPress: onRead } : {})}>
					{t("session.read")}
				</Button>
			);
	}
}
