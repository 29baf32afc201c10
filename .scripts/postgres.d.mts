export const PACKAGE: string
export function ownPostgres(): string | null
export function packagedPostgres(): string | null
