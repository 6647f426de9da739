// Package v20170312 stands in for a cloud SDK that no module proxy serves: it has the names that flannel's
// tencent-vpc backend uses, and every call fails.
package v20170312

import "errors"

var errAbsent = errors.New("this flannel was built without the tencent-vpc backend")

type (
	// Filter would narrow a request.
	Filter struct {
		Name   *string
		Values []*string
	}
	// Route would be an entry of a route table.
	Route struct {
		RouteId                                                 *uint64
		DestinationCidrBlock, GatewayType, GatewayId, RouteType *string
		Enabled                                                 *bool
	}
	// RouteTable would be a route table of the cloud.
	RouteTable struct {
		RouteTableId *string
		RouteSet     []*Route
	}
	// DescribeRouteTablesRequest would ask for route tables.
	DescribeRouteTablesRequest struct{ Filters []*Filter }
	// DescribeRouteTablesResponse would hold them.
	DescribeRouteTablesResponse struct {
		Response *struct{ RouteTableSet []*RouteTable }
	}
	// CreateRoutesRequest would add routes.
	CreateRoutesRequest struct {
		RouteTableId *string
		Routes       []*Route
	}
	// DeleteRoutesRequest would remove routes.
	DeleteRoutesRequest struct {
		RouteTableId *string
		Routes       []*Route
	}
	// Client would speak to the cloud.
	Client struct{}
)

// NewClientWithSecretId succeeds, so that the failure names the backend.
func NewClientWithSecretId(_, _, _ string) (*Client, error) { return &Client{}, nil }

// NewDescribeRouteTablesRequest returns an empty request.
func NewDescribeRouteTablesRequest() *DescribeRouteTablesRequest {
	return new(DescribeRouteTablesRequest)
}

// NewDeleteRoutesRequest returns an empty request.
func NewDeleteRoutesRequest() *DeleteRoutesRequest { return new(DeleteRoutesRequest) }

// NewCreateRoutesRequest returns an empty request.
func NewCreateRoutesRequest() *CreateRoutesRequest { return new(CreateRoutesRequest) }

// DescribeRouteTables fails.
func (*Client) DescribeRouteTables(*DescribeRouteTablesRequest) (*DescribeRouteTablesResponse, error) {
	return nil, errAbsent
}

// CreateRoutes fails.
func (*Client) CreateRoutes(*CreateRoutesRequest) (any, error) { return nil, errAbsent }

// DeleteRoutes fails.
func (*Client) DeleteRoutes(*DeleteRoutesRequest) (any, error) { return nil, errAbsent }
