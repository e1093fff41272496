import "./home.css";
import { IconDatabaseOff } from "@tabler/icons-react";
import { lazy, Suspense, useEffect } from "react";
import { askForDevices, useKnownDevices } from "../../core/knownDevices.ts";
import { Button } from "../../design/Button.tsx";
import { Skeleton } from "../../design/Feedback.tsx";
import { Impasse } from "../../design/Impasse.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { useT } from "../../i18n/i18n.ts";
import { expectedCards, rememberCards } from "./expectedCards.ts";
import { shownDevices } from "./shownDevices.ts";
import { Welcome } from "./Welcome.tsx";

/** Not for whom this page welcomes. */
const Organizations = lazy(async () => ({ default: (await import("./Organizations.tsx")).Organizations }));

/** Choose an organization, create or join one (web-app.md §4). */
export function HomePage() {
	const { devices: known, failed } = useKnownDevices();
	const devices = known && shownDevices(known);
	const count = devices?.length;
	useEffect(() => {
		if (count !== undefined) rememberCards(count);
	}, [count]);

	if (failed) return <StorageRefused onRetry={() => void askForDevices()} />;
	// Until the core has answered, the page is most likely the one of the last visit.
	if (!devices) return expectedCards() > 0 ? <Expecting cards={expectedCards()} /> : <Welcome />;
	if (devices.length === 0) return <Welcome />;
	return (
		<Suspense fallback={<Expecting cards={devices.length} />}>
			<Organizations devices={devices} />
		</Suspense>
	);
}

/** Cards in the places where the devices will be. */
function Expecting({ cards }: { readonly cards: number }) {
	const t = useT();
	return (
		<PlainPage title={t("home.list.title")} width="list" end={<Preferences />}>
			<h1 className="px-title px-home-title">{t("home.list.title")}</h1>
			<div className="px-home-cards" aria-busy="true">
				{Array.from({ length: cards }, (_, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
					<div key={index} className="px-home-card">
						<span className="px-home-initials-place" />
						<span className="px-grow px-stack">
							<Skeleton width={30} />
							<Skeleton width={50} />
						</span>
					</div>
				))}
			</div>
		</PlainPage>
	);
}

function StorageRefused({ onRetry }: { readonly onRetry: () => void }) {
	const t = useT();
	return (
		<Impasse
			icon={<IconDatabaseOff size={32} stroke={1.35} aria-hidden="true" />}
			title={t("home.storage.title")}
			next={t("home.storage.next")}
			end={<Preferences />}
			actions={
				<Button variant="primary" onPress={onRetry}>
					{t("common.tryAgain")}
				</Button>
			}
		>
			{t("home.storage.text")}
		</Impasse>
	);
}
