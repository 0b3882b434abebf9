/** How severe a vulnerability is, from the words and scores of scanners (CVSS v3.1 specification, §5). */
import { type Rating, ratings } from '../model/vulnerability.ts';

/** Words of scanners and distributions beside those of CVSS; what is milder than low is held to be low. */
const otherWords: ReadonlyMap<string, Rating> = new Map([
  ['moderate', 'medium'],
  ['important', 'high'],
  ['negligible', 'low'],
  ['info', 'low'],
]);

/** Case does not matter; `unknown` for a word that is not known. */
export function ratingOfWord(word: string): Rating {
  const lower = word.toLowerCase();
  return ratings.find((rating) => rating === lower) ?? otherWords.get(lower) ?? 'unknown';
}

/** The ranges of CVSS v3 and v4, for scores of v2 too, which has no `critical`; `unknown` outside 0 to 10. */
export function ratingOfScore(score: number): Rating {
  if (!(score >= 0 && score <= 10)) return 'unknown';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}

/** The worst of those that are known; `unknown` where none is. */
export function worstRating(found: readonly Rating[]): Rating {
  return ratings.findLast((rating) => found.includes(rating)) ?? 'unknown';
}
