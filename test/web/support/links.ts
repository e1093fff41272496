/** The native link that is inside the one of an e-mail. */
export function nativeOf(link: string): string {
	const { host, pathname, searchParams } = new URL(link);
	searchParams.append("no_ssl", "true");
	return `parsec3://${host}${pathname.replace("/redirect", "")}?${searchParams}`;
}
