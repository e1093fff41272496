const UNITS = ["kB", "MB", "GB", "TB", "PB"] as const;

/** A number of bytes as people read it: `512 B`, `4.2 MB`. */
export function byteText(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	let value = bytes;
	let unit = -1;
	// What would be shown as 1000 is one of the next unit.
	while (value >= 999.5 && unit < UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** `1 entry`, `2 entries`. */
export function countText(count: number, one: string, several = `${one}s`): string {
	return `${count} ${count === 1 ? one : several}`;
}
