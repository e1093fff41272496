import { proxy } from "comlink";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Farewell, GreetingCommon, GuestGreeting, GuestView, HostGreeting, HostView, SharedStep } from "./api.ts";
import { core } from "./core.ts";

/** What a screen may ask of a greeting; each is ignored while there is none yet. */
export type GreetingActions<Greeting> = Omit<Greeting, "watch">;

interface ShownGreeting<View, Greeting> {
	/** `null` until the greeting has begun. */
	readonly view: View | null;
	readonly actions: GreetingActions<Greeting>;
}

/**
 * Greets as host for as long as the component is there: leaving it tells the guest, and so does closing the page.
 * @param start called once. Another greeting is another component: give it another `key`.
 */
export function useHostGreeting(start: () => Promise<HostGreeting>): ShownGreeting<HostView, HostGreeting> {
	const { view, call } = useGreeting<HostView, HostGreeting>(start);
	const actions = useMemo<GreetingActions<HostGreeting>>(
		() => ({
			begin: () => call((greeting) => greeting.begin()),
			choose: (code) => call((greeting) => greeting.choose(code)),
			retry: () => call((greeting) => greeting.retry()),
			leave: () => call((greeting) => greeting.leave()),
			approve: (details) => call((greeting) => greeting.approve(details)),
		}),
		[call],
	);
	return { view, actions };
}

/**
 * Joins as guest for as long as the component is there.
 * @param link read once. Another link is another component: give it another `key`.
 */
export function useGuestGreeting(link: string): ShownGreeting<GuestView, GuestGreeting> {
	const { view, call } = useGreeting<GuestView, GuestGreeting>(async () => (await core()).join(link));
	const actions = useMemo<GreetingActions<GuestGreeting>>(
		() => ({
			begin: () => call((greeting) => greeting.begin()),
			choose: (code) => call((greeting) => greeting.choose(code)),
			retry: () => call((greeting) => greeting.retry()),
			leave: () => call((greeting) => greeting.leave()),
			give: (details) => call((greeting) => greeting.give(details)),
			save: (password) => call((greeting) => greeting.save(password)),
		}),
		[call],
	);
	return { view, actions };
}

interface AnyGreeting<View> {
	watch(listener: (view: View) => void): Promise<void>;
	leave(): Promise<void>;
}

/** A greeting that could not even begin. */
type Failed = GreetingCommon & Extract<SharedStep, { step: "ended" }>;

type Call<Greeting> = (action: (greeting: Greeting) => Promise<void>) => Promise<void>;

function useGreeting<View extends { readonly farewell: Farewell | null }, Greeting extends AnyGreeting<View>>(
	start: () => Promise<Greeting>,
): { readonly view: View | Failed | null; readonly call: Call<Greeting> } {
	const [view, setView] = useState<View | Failed | null>(null);
	const running = useRef<Greeting | undefined>(undefined);
	const farewell = useRef<Farewell | null>(null);
	const first = useRef(start);

	useEffect(() => {
		let gone = false;
		async function run(): Promise<void> {
			const greeting = await first.current();
			if (gone) return greeting.leave();
			running.current = greeting;
			await greeting.watch(
				proxy((next: View) => {
					farewell.current = next.farewell;
					if (!gone) setView(next);
				}),
			);
		}
		const sayFarewell = () => send(farewell.current);

		run().catch((error: unknown) => {
			if (!gone) setView(failed(error));
		});
		addEventListener("pagehide", sayFarewell);
		return () => {
			gone = true;
			removeEventListener("pagehide", sayFarewell);
			void running.current?.leave();
		};
	}, []);

	const call = useRef<Call<Greeting>>(async (action) => {
		if (running.current) await action(running.current);
	});
	return { view, call: call.current };
}

function failed(error: unknown): Failed {
	const detail = error instanceof Error ? error.message : String(error);
	return { step: "ended", why: "failed", detail, online: true, failures: 0, farewell: null };
}

/** Outlives the page, unlike the worker, which dies with it. */
function send(farewell: Farewell | null): void {
	if (!farewell) return;
	const { url, headers, body } = farewell;
	// Nobody is left to be told whether it arrived.
	fetch(url, { method: "POST", headers, body: body as Uint8Array<ArrayBuffer>, keepalive: true }).catch(() => {});
}
