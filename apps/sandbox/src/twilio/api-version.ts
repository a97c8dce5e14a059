/** The version of Twilio's API, as it stands in every path and answer. */
export const apiVersion = '2010-04-01';
