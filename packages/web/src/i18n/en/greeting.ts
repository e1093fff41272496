export const greeting = {} as const;
