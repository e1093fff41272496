import "./frame.css";
import { Outlet } from "@tanstack/react-router";
import { Main, SkipLink } from "../../design/Page.tsx";
import { InviteProvider } from "../organization/InviteContext.tsx";
import { BottomBar } from "./BottomBar.tsx";
import { OfflineBanner } from "./OfflineBanner.tsx";
import { Sidebar } from "./Sidebar.tsx";
import { SuspendedBanner } from "./SuspendedBanner.tsx";
import { useIsAdministrator } from "./sessionStatus.ts";
import { useSidebarWidth } from "./sidebarWidth.ts";
import { TopBar } from "./TopBar.tsx";

/** What surrounds every page of a session: a sheet on a desk, the sidebar (or rail, or bottom bar) beside it. */
export function AppFrame() {
	// Only Administrators invite: nobody else asks the server about invitations.
	return useIsAdministrator() ? (
		<InviteProvider>
			<Frame />
		</InviteProvider>
	) : (
		<Frame />
	);
}

function Frame() {
	const { width, resize } = useSidebarWidth();
	return (
		<div
			className="px-app"
			style={width === null ? undefined : ({ "--px-sidebar": `${width}px` } as React.CSSProperties)}
		>
			<SkipLink />
			<Sidebar width={width} onResize={resize} />
			<div className="px-sheet">
				<OfflineBanner />
				<SuspendedBanner />
				<TopBar />
				<Main className="px-sheet-main">
					<Outlet />
				</Main>
			</div>
			<BottomBar />
		</div>
	);
}
