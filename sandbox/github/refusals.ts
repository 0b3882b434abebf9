/**
 * How GitHub says no: status and body of its REST API (docs.github.com/rest, "Troubleshooting the REST API"),
 * with no field that its OpenAPI description does not declare.
 */
import type { Reply } from '../http.ts';
import type { Repository } from './model.ts';

const DOCUMENTATION = 'https://docs.github.com/rest';

/** A refusal of the shape `basic-error`. */
export function refuse(status: number, message: string): Reply {
  return { status, body: { message, documentation_url: DOCUMENTATION, status: String(status) } };
}

export const badCredentials = (): Reply => refuse(401, 'Bad credentials');
export const requiresAuthentication = (): Reply => refuse(401, 'Requires authentication');
export const notAccessible = (): Reply => refuse(403, 'Resource not accessible by integration');
export const notFound = (): Reply => refuse(404, 'Not Found');

/** The refusal of a repository whose plan lacks attestations. */
export function planRefusal(repository: Repository): Reply {
  return refuse(
    403,
    repository.ownerType === 'Organization'
      ? `Feature not available for the ${repository.owner} organization. To enable this feature, please upgrade the billing plan, or make this repository public.`
      : 'Feature not available for user-owned private repositories. To enable this feature, please make this repository public.',
  );
}

/** A refusal of the shape `validation-error` about one field. */
export function validationFailed(resource: string, field: string, message: string): Reply {
  const errors = [{ resource, field, code: 'custom', message }];
  return { status: 422, body: { message: 'Validation Failed', documentation_url: DOCUMENTATION, errors } };
}
