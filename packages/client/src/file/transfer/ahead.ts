/**
 * What `work` gives for each item, in their order, `count` of them at once. When one fails, or nobody wants the rest, those that
 * have begun are waited for.
 */
export async function* ahead<T, R>(
	items: AsyncIterable<T> | Iterable<T>,
	count: number,
	work: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
	const coming: Promise<R>[] = [];
	try {
		for await (const item of items) {
			const result = work(item);
			// Whoever takes it sees why it failed; until then it is nobody's.
			result.catch(() => {});
			coming.push(result);
			if (coming.length >= count) yield (await coming.shift()) as R;
		}
		for (let next = coming.shift(); next; next = coming.shift()) yield await next;
	} finally {
		await Promise.allSettled(coming);
	}
}
