import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import type { Link } from "../../core/api.ts";
import { core } from "../../core/core.ts";

/** A link that leads nowhere in this application. */
export type DeadLink = Extract<Link, { readonly kind: "invalid" | "unsupported" | "elsewhere" }>;

export function isDead(link: Link): link is DeadLink {
	return destinationOf(link) === undefined;
}

/** Where a link leads in this application, which is handed the link after `#`: servers do not see it there. */
export function destinationOf(link: Link): "/join" | "/create" | undefined {
	switch (link.kind) {
		case "user-invitation":
		case "device-invitation":
			return "/join";
		case "bootstrap":
			return "/create";
		default:
			return undefined;
	}
}

/** Why a link leads nowhere here, as a sentence. */
export function linkProblem(t: TFunction, link: DeadLink): string {
	switch (link.kind) {
		case "invalid":
			return t(`home.link.${link.problem}`);
		case "unsupported":
			return t(`home.link.${link.what}`);
		case "elsewhere":
			return t("home.link.elsewhere", { server: link.server });
	}
}

/** What the core reads in a text; `undefined` while it has not answered for this very text, or when it is empty. */
export function useLink(text: string): Link | undefined {
	const [read, setRead] = useState<{ readonly text: string; readonly link: Link } | null>(null);
	const asked = text.trim();
	useEffect(() => {
		if (asked === "") return;
		let superseded = false;
		async function ask(): Promise<void> {
			const link = await (await core()).readLink(asked);
			if (!superseded) setRead({ text: asked, link });
		}
		void ask();
		return () => {
			superseded = true;
		};
	}, [asked]);
	return read?.text === asked ? read.link : undefined;
}

/** The address of another server, when it is one that a browser opens. */
export function webAddress(address: string): string | undefined {
	return /^https?:\/\//.test(address) ? address : undefined;
}
