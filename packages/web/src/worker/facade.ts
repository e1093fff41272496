import { proxy } from "comlink";

/** Every method of an interface by name: none can be forgotten, and none is there that the interface has not. */
export type MethodsOf<Interface> = Readonly<Record<keyof Interface, true>>;

/**
 * What a page reaches of an object of the worker: these methods. Comlink lets a page read any property of what it is given,
 * and so on from there, which must never lead to a key.
 */
export function facade<Interface extends object>(target: Interface, methods: MethodsOf<Interface>): Interface {
	const names = Object.keys(methods) as (keyof Interface)[];
	const entries = names.map((name) => {
		const method = target[name];
		if (typeof method !== "function") throw new TypeError(`${String(name)} is no method`);
		return [name, Object.freeze(method.bind(target))];
	});
	// Without prototype: there is nothing else to be found.
	return proxy(Object.assign(Object.create(null), Object.fromEntries(entries)) as Interface);
}
