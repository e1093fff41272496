/** What stands alone with a capital, for the middle of a sentence. */
export function inSentence(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
