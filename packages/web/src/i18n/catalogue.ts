/** The shape of a catalogue, whatever its language: the same keys, other words. */
export type Translated<Source> = {
	readonly [Key in keyof Source]: Source[Key] extends string ? string : Translated<Source[Key]>;
};
