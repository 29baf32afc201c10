// How a refusal is known that says what somebody holds stays behind: they can put it back where they took it, and go.
const STAYS = /Put (?:it|them) down first\.$/

export const isAboutStaying = (why: string | null): boolean => why !== null && STAYS.test(why)
