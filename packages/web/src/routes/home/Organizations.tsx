import {
	IconArrowsSort,
	IconBuildingCommunity,
	IconCheck,
	IconFileImport,
	IconMailForward,
	IconPlus,
	IconSearchOff,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { KnownDevice } from "../../core/api.ts";
import { Button } from "../../design/Button.tsx";
import { State } from "../../design/Feedback.tsx";
import { Menu } from "../../design/Menu.tsx";
import { PlainPage } from "../../design/Page.tsx";
import { Preferences } from "../../design/Preferences.tsx";
import { SearchField } from "../../design/SearchField.tsx";
import { useT } from "../../i18n/i18n.ts";
import { DeviceCard } from "./DeviceCard.tsx";
import { useDeviceImport } from "./deviceFiles.tsx";
import { ForgetDevice } from "./ForgetDevice.tsx";
import { LostAccess } from "./Help.tsx";
import { JoinDialog } from "./JoinDialog.tsx";
import { listed, type Sort } from "./shownDevices.ts";

/** With fewer, looking is faster than searching. */
const SEARCH_FROM = 6;

/** Who comes here has devices in this browser: one card for each. */
export function Organizations({ devices }: { readonly devices: readonly KnownDevice[] }) {
	const t = useT();
	const [query, setQuery] = useState("");
	const [sort, setSort] = useState<Sort>("lastLogin");
	const [joining, setJoining] = useState(false);
	const [forgetting, setForgetting] = useState<KnownDevice | null>(null);
	const searchable = devices.length >= SEARCH_FROM;
	const shown = listed(devices, searchable ? query : "", sort);

	return (
		<PlainPage title={t("home.list.title")} width="list" end={<Preferences />}>
			<div className="px-home-list">
				<div className="px-home-head">
					<h1 className="px-title px-grow">{t("home.list.title")}</h1>
					{devices.length > 1 ? <SortMenu sort={sort} onChange={setSort} /> : null}
					<AddMenu onJoin={() => setJoining(true)} />
				</div>
				{searchable ? (
					<div className="px-home-search">
						<SearchField
							label={t("common.field.search")}
							placeholder={t("home.list.search")}
							value={query}
							onChange={setQuery}
						/>
					</div>
				) : null}
				{shown.length > 0 ? (
					<ul className="px-home-cards">
						{shown.map((device) => (
							<li key={device.deviceId}>
								<DeviceCard device={device} onForget={() => setForgetting(device)} />
							</li>
						))}
					</ul>
				) : (
					<State
						icon={<IconSearchOff size={32} stroke={1.35} aria-hidden="true" />}
						title={t("home.list.noMatch", { query: query.trim() })}
						actions={<Button onPress={() => setQuery("")}>{t("common.field.clearSearch")}</Button>}
					>
						{t("home.list.noMatchText")}
					</State>
				)}
				<div className="px-home-help">
					<LostAccess />
				</div>
			</div>
			{joining ? <JoinDialog onClose={() => setJoining(false)} /> : null}
			{forgetting ? <ForgetDevice device={forgetting} onClose={() => setForgetting(null)} /> : null}
		</PlainPage>
	);
}

function AddMenu({ onJoin }: { readonly onJoin: () => void }) {
	const t = useT();
	const navigate = useNavigate();
	const { choose, picker } = useDeviceImport();
	return (
		<>
			<Menu
				label={t("home.list.createOrJoin")}
				trigger={
					<Button variant="primary" icon={<IconPlus size={18} stroke={1.75} />}>
						{t("home.list.createOrJoin")}
					</Button>
				}
				items={[
					{
						id: "join",
						label: t("home.list.join"),
						icon: <IconMailForward size={18} stroke={1.75} aria-hidden="true" />,
						onAction: onJoin,
					},
					{
						id: "create",
						label: t("home.list.create"),
						icon: <IconBuildingCommunity size={18} stroke={1.75} aria-hidden="true" />,
						onAction: () => void navigate({ to: "/create" }),
					},
					"separator",
					{
						id: "import",
						label: t("home.list.import"),
						icon: <IconFileImport size={18} stroke={1.75} aria-hidden="true" />,
						onAction: choose,
					},
				]}
			/>
			{picker}
		</>
	);
}

function SortMenu({ sort, onChange }: { readonly sort: Sort; readonly onChange: (sort: Sort) => void }) {
	const t = useT();
	return (
		<Menu
			label={t("home.list.sort")}
			trigger={
				<Button
					icon={<IconArrowsSort size={18} stroke={1.75} />}
					label={`${t("home.list.sort")}: ${t(`home.list.sortBy.${sort}`)}`}
				>
					<span className="px-home-sort">{t(`home.list.sortBy.${sort}`)}</span>
				</Button>
			}
			items={(["lastLogin", "organization", "user"] as const).map((by) => ({
				id: by,
				label: t(`home.list.sortBy.${by}`),
				icon: (
					<IconCheck
						size={16}
						stroke={2}
						aria-hidden="true"
						style={{ visibility: by === sort ? "visible" : "hidden" }}
					/>
				),
				onAction: () => onChange(by),
			}))}
		/>
	);
}
