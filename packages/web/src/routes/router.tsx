import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { loadTexts } from "../i18n/i18n.ts";
import { HomePage } from "./home/HomePage.tsx";
import { WebRedirectPage } from "./link/WebRedirectPage.tsx";
import { Crash, NotFound, Root } from "./Root.tsx";

/** A screen whose code and texts are loaded when somebody goes there. */
function withTexts<Screen>(load: () => Promise<Screen>): () => Promise<Screen> {
	return async () => {
		const [screen] = await Promise.all([load(), loadTexts()]);
		return screen;
	};
}

/**
 * One address per screen, below /client (web-app.md §3.1). A device is named by its id; tokens and links stay out of paths
 * and queries, which servers log: they stand after `#`.
 *
 * What `validateSearch` leaves out comes through as it was written, from whoever wrote it: it names each parameter, always.
 */
const root = createRootRoute({ component: Root, notFoundComponent: NotFound, errorComponent: Crash });

const home = createRoute({ getParentRoute: () => root, path: "/", component: HomePage });

/** `#` may hold a bootstrap link. */
const create = createRoute({
	getParentRoute: () => root,
	path: "/create",
	component: lazyRouteComponent(
		withTexts(() => import("./create/CreatePage.tsx")),
		"CreatePage",
	),
});

/** `#` holds the invitation link, of a user or of a device. */
const join = createRoute({
	getParentRoute: () => root,
	path: "/join",
	component: lazyRouteComponent(
		withTexts(() => import("./join/JoinPage.tsx")),
		"JoinPage",
	),
});

/** Where the server's redirection leads (transport.md §9). */
const webRedirect = createRoute({
	getParentRoute: () => root,
	path: "/webRedirect",
	validateSearch: ({ webRedirectUrl }: Record<string, unknown>): { readonly webRedirectUrl?: string | undefined } => ({
		webRedirectUrl: typeof webRedirectUrl === "string" ? webRedirectUrl : undefined,
	}),
	component: WebRedirectPage,
});

const login = createRoute({
	getParentRoute: () => root,
	path: "/login/$device",
	/** `next`: the path to go on to, below this application, with what stands after `#` here. */
	validateSearch: ({ next }: Record<string, unknown>): { readonly next?: string | undefined } => ({
		next: typeof next === "string" && /^\/org\/[^/]/.test(next) ? next : undefined,
	}),
	component: lazyRouteComponent(
		withTexts(() => import("./login/LoginPage.tsx")),
		"LoginPage",
	),
});

/** Everything in it needs the device to be logged in. */
const session = createRoute({
	getParentRoute: () => root,
	path: "/org/$device",
	component: lazyRouteComponent(
		withTexts(() => import("./session/SessionGate.tsx")),
		"SessionGate",
	),
});

const frame = createRoute({
	getParentRoute: () => session,
	id: "frame",
	component: lazyRouteComponent(
		withTexts(() => import("./session/AppFrame.tsx")),
		"AppFrame",
	),
});

const sessionHome = createRoute({
	getParentRoute: () => frame,
	path: "/",
	component: lazyRouteComponent(
		withTexts(() => import("./session/SessionHome.tsx")),
		"SessionHome",
	),
});

const users = createRoute({
	getParentRoute: () => frame,
	path: "/users",
	component: lazyRouteComponent(
		withTexts(() => import("./organization/UsersPage.tsx")),
		"UsersPage",
	),
});

const invitations = createRoute({
	getParentRoute: () => frame,
	path: "/invitations",
	component: lazyRouteComponent(
		withTexts(() => import("./organization/InvitationsPage.tsx")),
		"InvitationsPage",
	),
});

const information = createRoute({
	getParentRoute: () => frame,
	path: "/information",
	component: lazyRouteComponent(
		withTexts(() => import("./organization/InformationPage.tsx")),
		"InformationPage",
	),
});

const profile = createRoute({
	getParentRoute: () => frame,
	path: "/profile",
	beforeLoad: ({ location, params }) => {
		if (location.pathname.endsWith("/profile")) throw redirect({ to: "/org/$device/profile/details", params });
	},
});

const PROFILE_TABS = {
	details: "DetailsTab",
	devices: "DevicesTab",
	authentication: "AuthenticationTab",
	settings: "SettingsTab",
} as const;

const profileDetails = createRoute({
	getParentRoute: () => profile,
	path: "/details",
	component: lazyRouteComponent(
		withTexts(() => import("./profile/tabs.ts")),
		PROFILE_TABS.details,
	),
});
const profileDevices = createRoute({
	getParentRoute: () => profile,
	path: "/devices",
	component: lazyRouteComponent(
		withTexts(() => import("./profile/tabs.ts")),
		PROFILE_TABS.devices,
	),
});
const profileAuthentication = createRoute({
	getParentRoute: () => profile,
	path: "/authentication",
	component: lazyRouteComponent(
		withTexts(() => import("./profile/tabs.ts")),
		PROFILE_TABS.authentication,
	),
});
const profileSettings = createRoute({
	getParentRoute: () => profile,
	path: "/settings",
	component: lazyRouteComponent(
		withTexts(() => import("./profile/tabs.ts")),
		PROFILE_TABS.settings,
	),
});

/** The host's side of a greeting, on the whole window; `#` holds the token of the invitation. */
const greet = createRoute({
	getParentRoute: () => session,
	path: "/greet",
	component: lazyRouteComponent(
		withTexts(() => import("./greet/GreetUserPage.tsx")),
		"GreetUserPage",
	),
});

const addDevice = createRoute({
	getParentRoute: () => session,
	path: "/add-device",
	component: lazyRouteComponent(
		withTexts(() => import("./greet/AddDevicePage.tsx")),
		"AddDevicePage",
	),
});

export const router = createRouter({
	basepath: "/client",
	routeTree: root.addChildren([
		home,
		create,
		join,
		webRedirect,
		login,
		session.addChildren([
			frame.addChildren([
				sessionHome,
				users,
				invitations,
				information,
				profile.addChildren([profileDetails, profileDevices, profileAuthentication, profileSettings]),
			]),
			greet,
			addDevice,
		]),
	]),
	defaultPreload: "intent",
	scrollRestoration: true,
});

declare module "@tanstack/react-router" {
	interface Register {
		readonly router: typeof router;
	}
	interface HistoryState {
		/** The device of the address has just come from a file: the page that asks for its password says which one it is. */
		readonly imported?: boolean;
	}
}
