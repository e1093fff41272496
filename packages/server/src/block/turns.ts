/** Works of one name run one after the other, in the order in which they came; those of different names do not wait for each other. */
export class Turns {
	readonly #last = new Map<string, Promise<void>>();

	async take<T>(name: string, work: () => Promise<T>): Promise<T> {
		const turn = (this.#last.get(name) ?? Promise.resolve()).then(work);
		const end = turn.then(
			() => {},
			() => {},
		);
		this.#last.set(name, end);
		try {
			return await turn;
		} finally {
			if (this.#last.get(name) === end) this.#last.delete(name);
		}
	}
}
